import type { Point } from '../document/document.ts'

/** What commands may ask of the canvas. While the outline or the text is shown there is no canvas: nothing happens. */
export interface CanvasHandle {
  current: {
    fit(nodes?: Iterable<string>): void
    zoomTo(zoom: number): void
    zoomBy(factor: number): void
    /** a point of the screen as a point of the canvas */
    toCanvas(screen: Point): Point
    /** a point of the canvas as a point of the screen */
    toScreen(place: Point): Point
    /** the middle of what is seen, in canvas coordinates */
    middle(): Point
    /** where the pointer is on the canvas; null when it is elsewhere */
    pointer(): Point | null
    /** brings a node into view and gives it the keyboard */
    focus(nodeId: string): void
  } | null
}
