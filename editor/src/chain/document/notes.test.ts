import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paste, readClip, toClip } from './clip.ts'
import { changeCount, compare } from './compare.ts'
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

test('a note is copied with its nodes, pasted with a place and an id of its own, and undone in one step', () => {
  const doc = docOf([note])
  const clip = readClip(toClip(doc, new Set(), new Set(['n1'])))
  assert.ok(clip)
  const pasted = paste(doc, clip, { x: 400, y: 200 })
  const [id = ''] = pasted.notes
  assert.notEqual(id, 'n1')
  assert.deepEqual(notesOf(pasted.doc).get(id), { ...note, id, x: 400, y: 200 })
  const past = step({ doc, history: noHistory }, pasted.doc, { name: { key: 'paste' }, at: 0 })
  assert.deepEqual([...notesOf(undo(past).doc).keys()], ['n1'])
})

test('nodes and notes that are pasted together keep their places to each other', () => {
  const from = fromGraph({
    firstNodeIndex: 0,
    nodes: [
      { type: 'flow/log', name: 'Log', configuration: {}, additionalInfo: { layoutX: 60, layoutY: 140 } },
    ],
    connections: [],
    notes: [note] as never,
  })
  const clip = readClip(toClip(from, new Set(from.nodes.keys()), new Set(['n1'])))
  assert.ok(clip)
  const { doc, ids, notes } = paste(emptyDoc, clip, { x: 100, y: 100 })
  const node = doc.nodes.get(ids[0] ?? '')
  const written = notesOf(doc).get(notes[0] ?? '')
  assert.deepEqual([node?.x, node?.y, written?.x, written?.y], [160, 240, 100, 100])
})

test('a changed note makes a draft, but no change of what the chain does', () => {
  const live = docOf([note])
  const result = compare(live, changeNote(live, 'n1', { content: 'Valves' }))
  assert.deepEqual([result.notesChanged, changeCount(result)], [true, 0])
  assert.equal(compare(live, docOf([note])).notesChanged, false)
})

test('recording is no change of a draft: it is set while the chain runs', () => {
  const nodeOf = (debugSettings: object | null) =>
    fromGraph({
      firstNodeIndex: 0,
      nodes: [
        {
          id: { entityType: 'RULE_NODE', id: 'a' },
          type: 'flow/log',
          name: 'Log',
          configuration: {},
          additionalInfo: { number: 1 },
          debugSettings,
        },
      ],
      connections: [],
    })
  assert.equal(changeCount(compare(nodeOf(null), nodeOf({ failuresEnabled: true }))), 0)
})
