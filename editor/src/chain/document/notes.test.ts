import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyDoc } from './document.ts'
import { fromGraph, toGraph } from './graph.ts'
import { noHistory, step, undo } from './history.ts'
import { addNote, changeNote, colourOf, moveNotes, notesOf, removeNotes } from './notes.ts'

const note = {
  id: 'n1',
  x: 0,
  y: 0,
  width: 200,
  height: 100,
  content: '**Pumps**',
  backgroundColor: '#FFF9C4',
  border: 1,
}
const docOf = (notes: unknown[]) =>
  fromGraph({ firstNodeIndex: null, nodes: [], connections: [], notes: notes as never })

test('a note is added on the grid and saved with the chain', () => {
  const doc = addNote(emptyDoc, 'n1', { x: 33, y: 48 }, 'Why')
  assert.deepEqual(toGraph(doc).notes, [{ id: 'n1', x: 40, y: 40, width: 240, height: 120, content: 'Why' }])
})

test('members of a note that the editor does not know are kept', () => {
  const doc = changeNote(docOf([note]), 'n1', { content: 'Valves' })
  assert.deepEqual(notesOf(doc).get('n1'), { ...note, content: 'Valves' })
})

test('what is no note is kept and not shown', () => {
  const doc = docOf([{ id: 'odd' }, 4, note])
  assert.deepEqual([...notesOf(doc).keys()], ['n1'])
  assert.equal(toGraph(removeNotes(doc, new Set(['n1', 'odd']))).notes?.length, 2)
})

test('moving a note is a step that undo takes back', () => {
  const doc = docOf([note])
  const moved = moveNotes(doc, new Map([['n1', { x: 40, y: 60, width: 300 }]]))
  const past = step({ doc, history: noHistory }, moved, { name: { key: 'moved' }, at: 0 })
  assert.deepEqual(notesOf(past.doc).get('n1'), { ...note, x: 40, y: 60, width: 300 })
  assert.deepEqual(notesOf(undo(past).doc).get('n1'), note)
  assert.equal(moveNotes(doc, new Map([['n1', { x: 0, y: 0 }]])), doc)
})

test('only a colour is taken for the colour of a note', () => {
  assert.equal(colourOf(note as never), '#FFF9C4')
  assert.equal(colourOf({ ...note, backgroundColor: 'url(https://example.org/x)' }), undefined)
})
