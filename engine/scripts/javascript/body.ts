/**
 * The text that is compiled for the body of a script.
 *
 * Many scripts in the field assign names that they never declare (`newMsg = {}; …`). Elsewhere that makes globals; here
 * the global object is frozen, so such names become variables of a function around the script's, which is made anew
 * for each call. They behave as written and nothing of them outlives the call.
 */
export interface WrappedBody {
  /** an expression for a function that makes the script's function */
  readonly source: string
  /** text of the script's function alone: what it must say of itself, or the body broke out of its braces */
  readonly inner: string
  /** whether the script's function is to be made anew for each call */
  readonly fresh: boolean
  /** names that the body assigns without a declaration */
  readonly undeclared: readonly string[]
  /** which arguments the body may look at; the others need not be handed over */
  readonly uses: readonly boolean[]
}

/** Whether the first argument, the message's data, is all that the body looks at: most scripts are like that. */
export function isFirstOnly(uses: readonly boolean[]): boolean {
  return uses[0] === true && !uses.includes(true, 1)
}

/** Lines of `source` before the first line of the body. */
export const linesBefore = 1

export function wrapBody(body: string, names: readonly string[], globals: ReadonlySet<string>): WrappedBody {
  const undeclared = assignedNames(body).filter((name) => !globals.has(name) && !names.includes(name))
  const inner = `function (${names.join(', ')}) {\n${body}\n}`
  const locals = undeclared.length > 0 ? `var ${undeclared.join(', ')}; ` : ''
  const looksAtAll = /\barguments\b|\\u/.test(body)
  return {
    source: `(function () { ${locals}return ${inner} })`,
    inner,
    fresh: undeclared.length > 0,
    undeclared,
    uses: names.map((name) => looksAtAll || body.includes(name)),
  }
}

const assignment =
  /(?<![.\w$])(?<!\b(?:var|let|const)\s+)([A-Za-z_$][\w$]*)\s*(?:=(?![=>])|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^])=|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_$][\w$]*)(?![\w$.[])|\bfor\s*\(\s*([A-Za-z_$][\w$]*)\s+(?:of|in)\b/g

/** Names that look assigned without a declaration. A few too many do no harm: they are variables nobody sees. */
function assignedNames(body: string): string[] {
  const names = new Set<string>()
  for (const [, assigned, increased, looped] of body.matchAll(assignment)) {
    const name = assigned ?? increased ?? looped ?? ''
    if (!reserved.has(name)) names.add(name)
  }
  return [...names]
}

/** Words that can't name a variable. ECMAScript 2025, 12.7.2, and those that strict functions reserve as well. */
const reserved = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if import in instanceof new null return super switch this throw true try typeof var void while with yield
  let static implements interface package private protected public arguments eval undefined NaN Infinity`.split(
    /\s+/,
  ),
)
