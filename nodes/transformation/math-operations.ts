/** The operations of the math node by the cloud's names (rule-nodes.json), with how many values each takes. */
export type Calculate = (one: number, other: number) => number

export interface Operation {
  readonly label: string
  readonly count: 1 | 2
  readonly calculate: Calculate
  /** the result is a whole number whatever the precision */
  readonly whole?: boolean
}

const degrees = 180 / Math.PI

export const operations = {
  ADD: { label: 'Sum', count: 2, calculate: (one, other) => one + other },
  SUB: { label: 'Difference', count: 2, calculate: (one, other) => one - other },
  MULT: { label: 'Product', count: 2, calculate: (one, other) => one * other },
  DIV: { label: 'Quotient', count: 2, calculate: (one, other) => one / other },
  SIN: { label: 'Sine', count: 1, calculate: Math.sin },
  SINH: { label: 'Hyperbolic sine', count: 1, calculate: Math.sinh },
  COS: { label: 'Cosine', count: 1, calculate: Math.cos },
  COSH: { label: 'Hyperbolic cosine', count: 1, calculate: Math.cosh },
  TAN: { label: 'Tangent', count: 1, calculate: Math.tan },
  TANH: { label: 'Hyperbolic tangent', count: 1, calculate: Math.tanh },
  ACOS: { label: 'Arc cosine', count: 1, calculate: Math.acos },
  ASIN: { label: 'Arc sine', count: 1, calculate: Math.asin },
  ATAN: { label: 'Arc tangent', count: 1, calculate: Math.atan },
  ATAN2: { label: 'Arc tangent of two', count: 2, calculate: Math.atan2 },
  EXP: { label: 'Power of e', count: 1, calculate: Math.exp },
  EXPM1: { label: 'Power of e, less 1', count: 1, calculate: Math.expm1 },
  SQRT: { label: 'Square root', count: 1, calculate: Math.sqrt },
  CBRT: { label: 'Cube root', count: 1, calculate: Math.cbrt },
  GET_EXP: { label: 'Binary exponent', count: 1, calculate: binaryExponent, whole: true },
  HYPOT: { label: 'Hypotenuse', count: 2, calculate: Math.hypot },
  LOG: { label: 'Natural logarithm', count: 1, calculate: Math.log },
  LOG10: { label: 'Logarithm to 10', count: 1, calculate: Math.log10 },
  LOG1P: { label: 'Natural logarithm of 1 more', count: 1, calculate: Math.log1p },
  CEIL: { label: 'Rounded up', count: 1, calculate: Math.ceil, whole: true },
  FLOOR: { label: 'Rounded down', count: 1, calculate: Math.floor, whole: true },
  FLOOR_DIV: {
    label: 'Whole quotient',
    count: 2,
    calculate: (one, other) => Math.floor(Math.trunc(one) / Math.trunc(other)),
  },
  FLOOR_MOD: { label: 'Rest of the whole quotient', count: 2, calculate: floorMod },
  ABS: { label: 'Absolute value', count: 1, calculate: Math.abs },
  MIN: { label: 'Smaller one', count: 2, calculate: Math.min },
  MAX: { label: 'Larger one', count: 2, calculate: Math.max },
  POW: { label: 'Power', count: 2, calculate: Math.pow },
  SIGNUM: { label: 'Sign', count: 1, calculate: Math.sign },
  RAD: { label: 'Degrees to radians', count: 1, calculate: (value) => value / degrees },
  DEG: { label: 'Radians to degrees', count: 1, calculate: (value) => value * degrees },
} as const satisfies Record<string, Operation>

/** The rest has the sign of the divisor. */
function floorMod(one: number, other: number): number {
  const divisor = Math.trunc(other)
  return ((Math.trunc(one) % divisor) + divisor) % divisor
}

/** As it stands in the number's bits; of 0 it is one below the smallest (Java's `Math.getExponent`). */
function binaryExponent(value: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  return ((bits.getUint16(0) >> 4) & 0x7ff) - 1023
}
