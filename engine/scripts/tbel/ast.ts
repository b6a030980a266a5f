/** The tree of a TBEL script. `at` is the offset of a node in the text. */
import type { NumberType } from './number-literal.ts'

export type Binary =
  | '**'
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '#'
  | '<<'
  | '>>'
  | '>>>'
  | '<<<'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'contains'
  | '~='
  | 'strsim'
  | 'soundslike'
  | 'convertable_to'
  | '&'
  | '^'
  | '|'

export type Expression =
  | {
      readonly kind: 'number'
      readonly type: NumberType
      readonly value: number | bigint
      readonly at: number
    }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | { readonly kind: 'empty'; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly MapEntry[]; readonly at: number }
  | Member
  | Index
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly at: number
    }
  | {
      readonly kind: 'method'
      readonly target: Expression
      readonly name: string
      readonly args: readonly Expression[]
      readonly nullSafe: boolean
      readonly at: number
    }
  | { readonly kind: 'new'; readonly type: string; readonly args: readonly Expression[]; readonly at: number }
  | {
      readonly kind: 'newArray'
      readonly type: string
      readonly size: Expression | null
      /** sizes of the arrays within */
      readonly inner: readonly Expression[]
      readonly items: readonly Expression[]
      readonly at: number
    }
  | {
      readonly kind: 'unary'
      readonly sign: '-' | '!' | '~'
      readonly operand: Expression
      readonly at: number
    }
  | {
      readonly kind: 'binary'
      readonly sign: Binary
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | {
      readonly kind: 'logic'
      readonly sign: '&&' | '||' | 'or'
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | {
      readonly kind: 'choice'
      readonly test: Expression
      readonly yes: Expression
      readonly no: Expression
      readonly at: number
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly type: string; readonly at: number }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: string; readonly at: number }
  | { readonly kind: 'isdef'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'projection'
      readonly each: Expression
      readonly source: Expression
      readonly test: Expression | null
      readonly at: number
    }
  | {
      readonly kind: 'assign'
      readonly target: Target
      /** the operator in front of `=`, or null for a plain assignment */
      readonly sign: Binary | null
      readonly value: Expression
      readonly at: number
    }
  | {
      readonly kind: 'step'
      readonly name: string
      readonly by: 1 | -1
      readonly prefix: boolean
      readonly at: number
    }
  | {
      readonly kind: 'assignAll'
      readonly target: Expression
      readonly members: readonly {
        /** null where something is only called */
        readonly name: string | null
        readonly value: Expression
      }[]
      /** a chain behind `x.{ … }` may call methods of x inside the braces */
      readonly at: number
    }

export interface Member {
  readonly kind: 'member'
  readonly target: Expression
  readonly name: string
  /** written `.?`: where the value is null, the rest of the chain is skipped */
  readonly nullSafe: boolean
  readonly at: number
}

export interface Index {
  readonly kind: 'index'
  readonly target: Expression
  readonly index: Expression
  readonly at: number
}

export type Target = { readonly kind: 'name'; readonly name: string; readonly at: number } | Member | Index

export interface MapEntry {
  readonly key: { readonly type: NumberType | 'String'; readonly value: string | number | bigint }
  readonly value: Expression
}

export type Statement =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly at: number }
  | {
      readonly kind: 'declare'
      readonly names: readonly string[]
      /** of the last name */
      readonly value: Expression | null
      readonly at: number
    }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly yes: Block
      readonly no: Block | null
      readonly at: number
    }
  | {
      readonly kind: 'while'
      readonly test: Expression
      /** `until` runs while the test is false */
      readonly until: boolean
      /** `do … while`: the test comes after the body */
      readonly after: boolean
      readonly body: Block
      readonly at: number
    }
  | {
      readonly kind: 'for'
      readonly init: Statement | null
      readonly test: Expression
      readonly step: Expression | null
      readonly body: Block
      readonly at: number
    }
  | {
      readonly kind: 'foreach'
      readonly name: string
      readonly source: Expression
      readonly body: Block
      readonly at: number
    }
  | {
      readonly kind: 'switch'
      readonly subject: Expression
      readonly cases: readonly Case[]
      readonly at: number
    }
  | { readonly kind: 'return'; readonly value: Expression | null; readonly at: number }
  | { readonly kind: 'break'; readonly at: number }
  | { readonly kind: 'assert'; readonly test: Expression; readonly at: number }
  | FunctionDeclaration

export interface Case {
  /** empty for `default` */
  readonly values: readonly Expression[]
  readonly isDefault: boolean
  readonly body: Block
}

export type Block = readonly Statement[]

export interface FunctionDeclaration {
  readonly kind: 'function'
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: Block
  readonly at: number
}
