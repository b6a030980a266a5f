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
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, type Extension } from '@codemirror/state'
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

export const completions = new Compartment()

/** Completes `msg.` with the keys that really came by, and the names a script is given. */
export function completeKeys(seen: readonly SeenKey[]): Extension {
  const keys: Completion[] = seen.map((one) => ({ label: one.key, type: 'property', detail: one.lastValue }))
  const names: Completion[] = ['msg', 'metadata', 'msgType'].map((label) => ({ label, type: 'variable' }))
  const source = (context: CompletionContext) => {
    const member = context.matchBefore(/\bmsg\.\w*/)
    if (member) return { from: member.from + 4, options: keys, validFor: /^\w*$/ }
    const word = context.matchBefore(/\w+/)
    if (!word && !context.explicit) return null
    return { from: word?.from ?? context.pos, options: names, validFor: /^\w*$/ }
  }
  return autocompletion({ override: [source], icons: false })
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

/** Marks the line that an error speaks of; null takes the mark away. */
export function markError(
  view: EditorView,
  error: { message: string; line?: number | undefined } | null,
): void {
  const diagnostics: Diagnostic[] = []
  if (error?.line !== undefined && error.line >= 1 && error.line <= view.state.doc.lines) {
    const line = view.state.doc.line(error.line)
    diagnostics.push({ from: line.from, to: line.to, severity: 'error', message: error.message })
  }
  view.dispatch(setDiagnostics(view.state, diagnostics))
}
