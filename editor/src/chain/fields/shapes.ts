/** How times and days are written in a configuration, taken apart for the controls that show them. */

const shapes: Readonly<Record<string, RegExp>> = {
  time: /^$|^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
  yearDay: /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  date: /^$|^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/,
}

/** Whether the control of a shape can show a text. */
export function isShaped(shape: string, text: string): boolean {
  return shapes[shape]?.test(text) ?? false
}

export function monthAndDay(text: string): { month: string; day: number } {
  const [month = '01', day = '1'] = text.split('-')
  return { month, day: Number(day) }
}

export function yearDay(month: string, day: number): string {
  return `${month}-${String(day).padStart(2, '0')}`
}

/** `2026-12-24T18:00` as its two halves; a date without a time of its own has an empty one. */
export function dateAndTime(text: string): { date: string; time: string } {
  const [date = '', time = ''] = text.split('T')
  return { date, time }
}
