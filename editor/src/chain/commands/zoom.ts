import { IconZoomIn, IconZoomOut, IconZoomReset } from '@tabler/icons-react'
import { always, type Command } from './command.ts'

const step = 1.25

export const zoomInCommand: Command = {
  id: 'zoom-in',
  title: 'chain:command.zoomIn',
  icon: IconZoomIn,
  keys: ['+', '='],
  canRun: always,
  run: ({ canvas }) => canvas.current?.zoomBy(step),
}

export const zoomOutCommand: Command = {
  id: 'zoom-out',
  title: 'chain:command.zoomOut',
  icon: IconZoomOut,
  keys: ['-'],
  canRun: always,
  run: ({ canvas }) => canvas.current?.zoomBy(1 / step),
}

export const zoomActualCommand: Command = {
  id: 'zoom-actual',
  title: 'chain:command.zoomActual',
  icon: IconZoomReset,
  keys: ['0'],
  canRun: always,
  run: ({ canvas }) => canvas.current?.zoomTo(1),
}
