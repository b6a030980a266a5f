/** Reading a script, and leaving the compiled road where it goes beyond it. */
import { type AnyNode, type FunctionExpression, parse } from 'acorn'
import { linesBefore } from '../body.ts'

/** Why a script runs in the sandbox. */
export class OffRoad extends Error {
  /** 1-based position in the body, where known */
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(what: string, at?: { line: number; column: number }) {
    super(what)
    this.line = at && at.line - linesBefore
    this.column = at && at.column + 1
  }
}

export function offRoad(node: Pick<AnyNode, 'loc'>, what: string): never {
  throw new OffRoad(what, node.loc?.start)
}

/** The body as the function that the sandbox makes of it. Throws `OffRoad`, also where it does not parse. */
export function parseBody(inner: string, body: string): FunctionExpression {
  // Sloppy scripts may hold comments of HTML, about which readers differ.
  if (body.includes('<!--') || body.includes('-->')) throw new OffRoad('a comment of HTML')
  const source = `(${inner})`
  try {
    const { body } = parse(source, { ecmaVersion: 2023, sourceType: 'script', locations: true })
    const [statement] = body
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined
    // Anything else closed a brace that it never opened; the sandbox says so.
    if (
      body.length === 1 &&
      expression?.type === 'FunctionExpression' &&
      expression.end === source.length - 1
    ) {
      return expression
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new OffRoad(error.message)
  }
  throw new OffRoad('braces that do not match')
}
