import {
  autocompletion,
  type Completion,
  type CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, type Extension, type Text } from '@codemirror/state'
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { SeenKey } from '../../../../engine/api/contract.ts'
import { complete, diagnose } from '../../../../engine/scripts/assist/assist.ts'

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--draft)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--text-3)' },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: 'var(--code-key)' },
])

const look = EditorView.theme({
  '&': {
    fontSize: '12px',
    background: 'var(--sunken)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius-2)',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '1px' },
  '.cm-scroller': { font: 'var(--type-code)', lineHeight: '18px', maxHeight: '380px', minHeight: '110px' },
  '.cm-gutters': { background: 'transparent', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-ink': { boxShadow: 'inset 3px 0 var(--draft)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    background: 'var(--accent-soft) !important',
  },
  '.cm-tooltip': {
    background: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius-2)',
    boxShadow: 'var(--shadow-2)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px dotted var(--crit)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', borderBottom: '2px dotted var(--warn)' },
})

/** Everything of the code editor that our scripts share. Mod+Enter runs the script instead of deploying. */
export function codeSetup(about: { language?: Extension; onRun?: () => void; label: string }): Extension[] {
  const runKey = {
    key: 'Mod-Enter',
    stopPropagation: true,
    run: () => {
      about.onRun?.()
      return about.onRun !== undefined
    },
  }
  // Escape first, so that Tab can leave the editor again: nobody is trapped in it
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    lintGutter(),
    about.language ?? javascript(),
    syntaxHighlighting(colours),
    look,
    EditorView.contentAttributes.of({ 'aria-label': about.label }),
    keymap.of([
      runKey,
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
  ]
}

export const assistance = new Compartment()

/** What a script in the editor is written against. */
export interface ScriptAbout {
  readonly language: 'JS' | 'TBEL'
  readonly names: readonly string[]
  readonly seen: readonly SeenKey[]
  /** what the last run of it ended with */
  readonly failure: { readonly message: string; readonly line?: number | undefined } | null
}

const completionTypes = {
  keyword: 'keyword',
  variable: 'variable',
  key: 'property',
  function: 'function',
  method: 'method',
  class: 'class',
  constant: 'constant',
} as const

/** Completes names, keys that really came by, functions and methods; marks what is wrong while it is typed. */
export function assist({ language, names, seen, failure }: ScriptAbout): Extension {
  const keys = seen.map(({ key, lastValue }) => ({ key, last: lastValue }))
  const about = { names, keys: { [names[0] ?? 'msg']: keys } }
  const source = ({ state, pos, explicit }: CompletionContext) => {
    const found = complete(language, state.doc.toString(), pos, about)
    if (found === null || (!explicit && found.from === pos && state.sliceDoc(pos - 1, pos) !== '.'))
      return null
    const options: Completion[] = found.options.map(({ label, kind, detail, about: info }) => ({
      label,
      type: completionTypes[kind],
      ...(detail === undefined ? {} : { detail }),
      ...(info === undefined ? {} : { info }),
      ...(kind === 'key' ? { boost: 2 } : kind === 'variable' ? { boost: 1 } : {}),
    }))
    return { from: found.from, options, validFor: /^[\w$]*$/ }
  }
  const marks = ({ state }: EditorView): Diagnostic[] => [
    ...diagnose(language, state.doc.toString(), about),
    ...failureMark(state.doc, failure),
  ]
  return [autocompletion({ override: [source], icons: false }), linter(marks, { delay: 400 })]
}

/** Marks the line that an error speaks of, in a text that is no script. */
export function markError(error: ScriptAbout['failure']): Extension {
  return linter(({ state }) => failureMark(state.doc, error), { delay: 0 })
}

/** The line that the error of a run speaks of. */
function failureMark(doc: Text, failure: ScriptAbout['failure']): Diagnostic[] {
  if (failure?.line === undefined || failure.line < 1 || failure.line > doc.lines) return []
  const { from, to } = doc.line(failure.line)
  return [{ from, to, severity: 'error', message: failure.message }]
}

const inkLine = Decoration.line({ class: 'cm-ink' })

/** Draws an ink bar at the lines that differ from live. */
export function inkLines(lines: readonly number[]): Extension {
  return EditorView.decorations.compute(['doc'], (state) =>
    Decoration.set(
      lines.filter((line) => line <= state.doc.lines).map((line) => inkLine.range(state.doc.line(line).from)),
    ),
  )
}

export const ink = new Compartment()
