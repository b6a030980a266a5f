import { IconPlus } from '@tabler/icons-react'
import { goodPlace } from '../state/adding.ts'
import { always, askedPlace, type Command } from './command.ts'

/** Opens the search for a node to add where the pointer is; while a wire is drawn by keyboard, at the wire's end. */
export const addCommand: Command = {
  id: 'add',
  title: 'chain:command.add',
  icon: IconPlus,
  keys: ['/'],
  canRun: always,
  run(session) {
    const { editor, canvas } = session
    const { wiring, doc } = editor.getState()
    const origin = doc.nodes.get(wiring?.from ?? '')
    const asked = askedPlace(session)
    const place =
      (origin && { x: origin.x + 200, y: origin.y }) ?? asked ?? goodPlace(editor, canvas.current?.middle())
    const screen = canvas.current?.toScreen(place) ?? { x: innerWidth / 2 - 150, y: innerHeight / 4 }
    const from = wiring ? { from: { node: wiring.from, output: wiring.output } } : {}
    editor.setState({ wiring: null, adding: { screen, place, ...from } })
  },
}
