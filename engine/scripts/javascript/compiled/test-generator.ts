/** Makes scripts at random, for the test that runs both roads. The same seed makes the same ones. */
import { type Dice, diceOf } from './test-dice.ts'
import { numbers, paths, regexes, texts } from './test-messages.ts'

type Type = 'number' | 'text' | 'truth' | 'list' | 'object' | 'any'
const types: readonly Type[] = ['number', 'text', 'truth', 'list', 'object', 'any']

interface Variable {
  readonly name: string
  readonly type: Type
  readonly isConst: boolean
}

export function scriptOf(seed: number): string {
  return new Writer(diceOf(seed)).script()
}

class Writer {
  readonly #dice: Dice
  #variables: Variable[] = []
  #functions: { name: string; takes: readonly Type[]; gives: Type }[] = []
  #names = 0
  #loops = 0
  #budget = 60

  constructor(dice: Dice) {
    this.#dice = dice
  }

  script(): string {
    const count = 1 + this.#dice.roll(7)
    const lines = Array.from({ length: count }, () => this.#statement(0))
    return [...lines, this.#result()].join('\n')
  }

  #result(): string {
    const dice = this.#dice
    switch (dice.roll(6)) {
      case 0:
        return `return ${this.#expression('truth', 3)};`
      case 1:
        return 'return {msg: msg, metadata: metadata, msgType: msgType};'
      case 2:
        return `return {msg: ${this.#expression('any', 2)}, metadata, msgType};`
      case 3:
        return `return [${this.#variables.map(({ name }) => name).join(', ')}];`
      case 4:
        return `return { ${this.#variables.map(({ name }) => `${name}: ${name}, `).join('')}r: ${this.#any(3)} };`
      default:
        return `return ${this.#any(4)};`
    }
  }

  #name(): string {
    return `${this.#dice.pick(['x', 'y', 'item', 'total', '$t', '_u', 'result'])}${this.#names++}`
  }

  #declare(type: Type, isConst = false): string {
    const name = this.#name()
    this.#variables.push({ name, type, isConst })
    return name
  }

  #block(depth: number, before = ''): string {
    const variables = this.#variables
    this.#variables = [...variables]
    const count = 1 + this.#dice.roll(3)
    const lines = Array.from({ length: count }, () => this.#statement(depth + 1))
    this.#variables = variables
    return `{ ${before}${lines.join(' ')} }`
  }

  #statement(depth: number): string {
    const dice = this.#dice
    if (this.#budget-- <= 0 || depth > 3) return `${this.#any(1)};`
    switch (dice.roll(20)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        const type = dice.pick(types)
        const value = this.#expression(type, 3)
        const word = dice.pick(['const', 'let', 'var', 'let'])
        return `${word} ${this.#declare(type, word === 'const')} = ${value};`
      }
      case 4:
        return `if (${this.#expression(dice.oneIn(3) ? 'any' : 'truth', 2)}) ${this.#block(depth)}${dice.oneIn(2) ? ` else ${this.#block(depth)}` : ''}`
      case 5: {
        const name = `i${this.#loops++}`
        this.#variables.push({ name, type: 'number', isConst: true })
        const body = this.#block(
          depth,
          dice.oneIn(3) ? `if (${name} === 1) ${dice.pick(['break', 'continue'])}; ` : '',
        )
        this.#variables.pop()
        return `for (${dice.pick(['let', 'var'])} ${name} = 0; ${name} < ${dice.roll(4)}; ${name}${dice.pick(['++', ' += 1'])}) ${body}`
      }
      case 6:
      case 7: {
        const source = this.#expression(dice.oneIn(30) ? 'any' : dice.oneIn(4) ? 'text' : 'list', 2)
        const word = dice.pick(['const', 'let', 'var'])
        const name = this.#declare('any', true)
        const body = this.#block(depth)
        this.#variables = this.#variables.filter((variable) => variable.name !== name)
        return `for (${word} ${name} of ${source}) ${body}`
      }
      case 8: {
        const source = this.#expression(dice.oneIn(4) ? 'any' : 'object', 1)
        const name = this.#declare('text', true)
        const body = this.#block(depth)
        this.#variables = this.#variables.filter((variable) => variable.name !== name)
        return `for (${dice.pick(['const', 'var'])} ${name} in ${source}) ${body}`
      }
      case 9: {
        const counter = `w${this.#loops++}`
        const test = `${counter}++ < ${1 + dice.roll(3)}`
        return dice.oneIn(2)
          ? `var ${counter} = 0; while (${test}) ${this.#block(depth)}`
          : `var ${counter} = 0; do ${this.#block(depth)} while (${test});`
      }
      case 10: {
        const cases = Array.from({ length: 1 + dice.roll(3) }, () =>
          dice.oneIn(5)
            ? ''
            : `case ${this.#any(1)}: ${this.#statement(depth + 1).replace(/\b(const|let) /g, 'var ')} ${dice.oneIn(3) ? '' : 'break;'}`,
        )
        return `switch (${this.#any(2)}) { ${cases.join(' ')} ${dice.oneIn(2) ? `default: ${this.#any(1)};` : ''} }`
      }
      case 11:
        return this.#function(depth)
      case 12: {
        const thrown = dice.oneIn(6) ? `throw new Error(${this.#expression('text', 1)}); ` : ''
        return `try ${this.#block(depth, thrown)} catch (e) { ${this.#any(1)}; }`
      }
      case 13:
        return this.#destructuring()
      case 14:
      case 15:
      case 16:
        return `${this.#assignment()};`
      case 17:
        return `undeclared${dice.roll(2)} = ${this.#any(2)};`
      default:
        return `${this.#change()};`
    }
  }

  #function(depth: number): string {
    if (depth > 0) return `${this.#any(1)};`
    const dice = this.#dice
    const outer = this.#variables
    const takes = Array.from({ length: dice.roll(3) }, () => dice.pick(types))
    const gives = dice.pick(types)
    const name = `f${this.#functions.length}`
    this.#variables = dice.oneIn(2) ? [...outer] : []
    const parameters = takes.map((type) => this.#declare(type))
    const shown = parameters.map((parameter) =>
      dice.oneIn(4) ? `${parameter} = ${this.#any(1)}` : parameter,
    )
    const body = `${dice.oneIn(2) ? this.#statement(2) : ''} return ${this.#expression(gives, 3)};`
    const arrow = dice.oneIn(2)
    this.#variables = outer
    this.#functions.push({ name, takes, gives })
    return arrow
      ? `const ${name} = (${shown.join(', ')}) => { ${body} };`
      : `function ${name}(${shown.join(', ')}) { ${body} }`
  }

  #destructuring(): string {
    const dice = this.#dice
    const names = [0, 1].map(() => this.#name())
    const [a, b] = names as [string, string]
    const line = dice.pick([
      `const { temperature: ${a}, deep: { x: ${b} = 5 } } = msg;`,
      `let { name: ${a}, ...${b} } = ${dice.pick(paths.object)};`,
      `const { ${a}, missing: ${b} = ${this.#any(1)} } = msg;`,
      `let [${a}, ${b} = ${this.#any(1)}] = ${this.#expression('list', 1)};`,
      `var [${a}, ...${b}] = ${this.#expression(dice.oneIn(3) ? 'text' : 'list', 1)};`,
      `let ${a} = ${this.#any(1)}, ${b} = ${this.#any(1)}; [${a}, ${b}] = [${b}, ${a}];`,
    ])
    for (const name of names) this.#variables.push({ name, type: 'any', isConst: line.startsWith('const') })
    return line
  }

  #assignment(): string {
    const dice = this.#dice
    const free = this.#variables.filter(({ isConst }) => !isConst)
    const variable = free.length > 0 ? dice.pick(free) : undefined
    if (variable === undefined || dice.oneIn(3)) {
      const place = dice.pick([
        'msg.added',
        'msg["key " + 1]',
        `msg[${this.#expression('text', 1)}]`,
        'metadata.extra',
        'msg.y',
        `msg.list[${dice.roll(4)}]`,
        'msg.n',
        'msg.added',
        'msg.name',
      ])
      return `${place} ${dice.pick(['=', '=', '=', '+=', '-=', '||=', '??=', '*='])} ${this.#any(2)}`
    }
    const { name, type } = variable
    if (type === 'number') {
      return dice.pick([
        `${name}++`,
        `--${name}`,
        `${name} ${dice.pick(['+=', '-=', '*=', '/=', '%=', '|=', '<<=', '**='])} ${this.#expression('number', 2)}`,
      ])
    }
    if (type === 'text') return `${name} += ${this.#any(2)}`
    return `${name} ${dice.pick(['=', '&&=', '||=', '??='])} ${this.#expression(type, 2)}`
  }

  /** A call that changes something. */
  #change(): string {
    const dice = this.#dice
    const list = this.#expression('list', 1)
    return dice.pick([
      `${list}.push(${this.#any(2)})`,
      `msg.list.push(${this.#any(1)}, ${this.#any(1)})`,
      `${list}.pop()`,
      'msg.names.shift()',
      `msg.list.unshift(${this.#any(1)})`,
      `msg.names.splice(${dice.roll(3)}, ${dice.roll(3)}, ${this.#any(1)})`,
      'msg.list.reverse()',
      'msg.names.sort()',
      `delete msg.${dice.pick(['n', 'name', 'deep', 'missing'])}`,
      `Object.assign(${dice.pick(['msg', 'metadata', '{}'])}, ${this.#expression('object', 1)})`,
      `msg.list.length = ${dice.roll(3)}`,
      'console.log(msg)',
      `msg.rows.forEach((row, i) => { row.i = i + ${this.#expression('number', 1)}; })`,
    ])
  }

  /** Mostly a scalar: objects that are added or compared end in little but their texts. */
  #scalar(depth: number): string {
    return this.#dice.oneIn(15)
      ? this.#any(depth)
      : this.#expression(this.#dice.pick(['number', 'text', 'truth']), depth)
  }

  #any(depth: number): string {
    return this.#expression(this.#dice.pick(types), depth)
  }

  #expression(wanted: Type, depth: number): string {
    const dice = this.#dice
    // Now and then something of another type stands where one is wanted.
    const type = wanted === 'any' || dice.oneIn(50) ? dice.pick(types) : wanted
    if (depth <= 0 || this.#budget-- <= 0) return this.#leaf(type)
    const known = this.#variables.filter((variable) => variable.type === type)
    if (known.length > 0 && dice.oneIn(4)) return dice.pick(known).name
    const callable = this.#functions.filter(({ gives }) => gives === type)
    if (callable.length > 0 && dice.oneIn(5)) {
      const { name, takes } = dice.pick(callable)
      return `${name}(${takes.map((each) => this.#expression(each, depth - 1)).join(', ')})`
    }
    if (dice.oneIn(9))
      return `(${this.#expression('truth', depth - 1)} ? ${this.#expression(type, depth - 1)} : ${this.#expression(type, depth - 1)})`
    if (dice.oneIn(12))
      return `(${this.#any(depth - 1)} ${dice.pick(['&&', '||'])} ${this.#expression(type, depth - 1)})`
    return this.#operation(type, depth - 1)
  }

  #operation(type: Type, depth: number): string {
    switch (type) {
      case 'number':
        return this.#numeric(depth)
      case 'text':
        return this.#textual(depth)
      case 'truth':
        return this.#logical(depth)
      case 'list':
        return this.#listed(depth)
      case 'object':
        return this.#keyed(depth)
      default:
        return this.#leaf(type)
    }
  }

  #numeric(depth: number): string {
    const dice = this.#dice
    const number = () => this.#expression('number', depth)
    const text = () => this.#expression('text', depth)
    switch (dice.roll(9)) {
      case 0:
      case 1:
      case 2:
        return `(${number()} ${dice.pick(['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'])} ${number()})`
      case 3:
        return `(${number()} ** ${dice.pick(['2', '3', '0.5', '-1', number()])})`
      case 4:
        return `(${dice.pick(['-', '+', '~'])} ${this.#expression(dice.oneIn(3) ? 'any' : 'number', depth)})`
      case 5: {
        const name = dice.pick(
          'abs floor ceil round trunc sign sqrt exp log log2 log10 sin cos tan atan cbrt fround tanh expm1'.split(
            ' ',
          ),
        )
        return `Math.${name}(${number()})`
      }
      case 6:
        return dice.pick([
          `Math.${dice.pick(['max', 'min'])}(${number()}, ${number()})`,
          `Math.${dice.pick(['pow', 'atan2'])}(${number()}, ${number()})`,
          `Math.max(...${this.#expression('list', depth)})`,
        ])
      case 7:
        return dice.pick([
          `parseInt(${text()}${dice.oneIn(2) ? `, ${dice.pick(['10', '16', '2', '36'])}` : ''})`,
          `parseFloat(${text()})`,
          `Number(${this.#any(depth)})`,
          `${text()}.${dice.pick(['indexOf', 'lastIndexOf', 'localeCompare'])}(${text()})`,
          `${text()}.charCodeAt(${dice.roll(4)})`,
          `new Date(${number()}).${dice.pick(['getTime', 'getUTCHours', 'getUTCDay', 'getFullYear', 'getMonth'])}()`,
          `Date.UTC(2023, ${dice.roll(14)}, ${dice.roll(40)})`,
        ])
      default:
        return dice.pick([
          `${this.#expression('list', depth)}.length`,
          `${text()}.length`,
          `${this.#expression('list', depth)}.reduce((a, b) => a + b, ${number()})`,
          `${this.#expression('list', depth)}.${dice.pick(['indexOf', 'findIndex'])}(${dice.oneIn(2) ? number() : '(v) => v > 1'})`,
          `Object.keys(${this.#expression('object', depth)}).length`,
        ])
    }
  }

  #textual(depth: number): string {
    const dice = this.#dice
    const text = () => this.#expression('text', depth)
    const number = () => this.#expression('number', depth)
    switch (dice.roll(8)) {
      case 7:
        return `${text()}.replace(${dice.pick(regexes)}, ${dice.pick([JSON.stringify(dice.pick(['', '-', '[$&]', '$1$$', '$2x'])), '(m, ...rest) => "<" + m + "|" + rest + ">"'])})`
      case 0:
        return `(${text()} + ${this.#scalar(depth)})`
      case 1:
        return `(${this.#scalar(depth)} + ${text()})`
      case 2:
        return `\`v=\${${this.#scalar(depth)}} \${${number()}}\``
      case 3:
        return `${text()}.${dice.pick(['toUpperCase()', 'toLowerCase()', 'trim()', 'trimStart()', `slice(${dice.roll(5) - 2}, ${dice.roll(6) - 2})`, `substring(${dice.roll(5)}, ${dice.roll(5)})`, `substr(${dice.roll(5) - 2}, ${dice.roll(3)})`, `charAt(${dice.roll(4)})`, `at(${dice.roll(5) - 2})`, `padStart(${dice.roll(9)}, "ab")`, `padEnd(${dice.roll(9)})`, `repeat(${dice.roll(3)})`, `concat(1, "x")`])}`
      case 4:
        return `${text()}.${dice.pick(['replace', 'replaceAll'])}(${text()}, ${dice.pick([text(), '(m, at) => m + at'])})`
      case 5:
        return dice.pick([
          `(${number()}).toFixed(${dice.roll(5)})`,
          `(${number()}).toString(${dice.pick(['', '16', '2', '10'])})`,
          `(${number()}).toPrecision(${1 + dice.roll(8)})`,
          `(${number()}).toExponential(${dice.roll(5)})`,
          `String(${this.#any(depth)})`,
        ])
      default:
        return dice.pick([
          `${this.#expression('list', depth)}.join(${dice.pick(['', '","', '""', '"; "'])})`,
          `JSON.stringify(${this.#any(depth)}${dice.oneIn(4) ? ', null, 2' : ''})`,
          `(typeof ${this.#any(depth)})`,
          `String.fromCharCode(${number()}, 65)`,
          `new Date(${number()}).toISOString()`,
          `encodeURIComponent(${text()})`,
        ])
    }
  }

  #logical(depth: number): string {
    const dice = this.#dice
    const any = () => this.#scalar(depth)
    switch (dice.roll(6)) {
      case 0:
      case 1:
        return `(${this.#expression('number', depth)} ${dice.pick(['<', '<=', '>', '>='])} ${this.#expression('number', depth)})`
      case 2:
        return `(${any()} ${dice.pick(['==', '!=', '===', '!=='])} ${any()})`
      case 3:
        return `(${any()} ${dice.pick(['<', '<=', '>', '>='])} ${any()})`
      case 4:
        return `(!${any()})`
      default:
        return dice.pick([
          `${this.#expression('text', depth)}.${dice.pick(['includes', 'startsWith', 'endsWith'])}(${this.#expression('text', depth)})`,
          `${this.#expression('list', depth)}.includes(${any()})`,
          `${this.#expression('list', depth)}.${dice.pick(['some', 'every'])}((v) => ${this.#expression('truth', depth)} && v !== 3)`,
          `${dice.pick(regexes)}.test(${any()})`,
          `Array.isArray(${any()})`,
          `Number.${dice.pick(['isInteger', 'isFinite', 'isNaN', 'isSafeInteger'])}(${any()})`,
          `isNaN(${any()})`,
          `(${this.#expression('text', 0)} in ${this.#expression('object', depth)})`,
          `${this.#expression('object', depth)}.hasOwnProperty(${this.#expression('text', 0)})`,
          `(typeof ${any()} === ${dice.pick(['"number"', '"string"', '"object"', '"undefined"'])})`,
        ])
    }
  }

  #listed(depth: number): string {
    const dice = this.#dice
    const list = () => this.#expression('list', depth)
    switch (dice.roll(7)) {
      case 0:
      case 1:
        return `[${Array.from({ length: dice.roll(4) }, () => (dice.oneIn(5) ? `...${list()}` : this.#any(depth))).join(', ')}]`
      case 2:
        return `${list()}.map((v${dice.oneIn(2) ? ', i' : ''}) => ${dice.pick([this.#any(depth), 'v + 1', 'typeof v', '[v]', '({ v })'])})`
      case 3:
        return `${list()}.filter(${dice.pick(['Boolean', '(v) => v > 1', `(v, i) => i !== ${dice.roll(3)}`])})`
      case 4:
        return `${list()}.${dice.pick([`slice(${dice.roll(4) - 1})`, `concat(${this.#any(depth)})`, 'flat()', 'toReversed()', `flatMap((v) => [v, ${dice.roll(3)}])`, 'map(Number)', 'map(String)', 'slice().reverse()'])}`
      case 5:
        return `${list()}.${dice.pick(['slice().sort()', 'slice().sort((a, b) => a - b)', 'slice().sort((a, b) => b > a ? 1 : -1)', 'toSorted((a, b) => a > b)', 'slice().sort((a, b) => String(a).length - String(b).length)'])}`
      default:
        return dice.pick([
          `Object.${dice.pick(['keys', 'values', 'entries'])}(${this.#expression('object', depth)})`,
          `${this.#expression('text', depth)}.split(${dice.pick(['","', '""', '"-"', '" "', dice.pick(regexes)])})`,
          `(${this.#expression('text', depth)}.match(${dice.pick(regexes)}) || [])`,
          `Array.from(${list()}, (v, i) => i)`,
          `Array.from({ length: ${dice.roll(4)} }, (_, i) => i * 2)`,
          `new Array(${dice.roll(4)}).fill(${this.#any(depth)})`,
          `JSON.parse(${dice.oneIn(4) ? this.#expression('text', depth) : '\'[1, 2.0, {"a": null}]\''})`,
        ])
    }
  }

  #keyed(depth: number): string {
    const dice = this.#dice
    switch (dice.roll(4)) {
      case 0:
      case 1: {
        const keys = ['a', 'b', 'temperature', '"key one"', 'length', 'name', '7', '"10"', 'toString', 'if']
        const members = Array.from({ length: dice.roll(4) }, () =>
          dice.oneIn(6)
            ? `[${this.#expression('text', depth)}]: ${this.#any(depth)}`
            : dice.oneIn(6)
              ? `...${this.#expression('object', depth)}`
              : `${dice.pick(keys)}: ${this.#any(depth)}`,
        )
        return `({ ${members.join(', ')} })`
      }
      case 2:
        return `Object.fromEntries([["a", ${this.#any(depth)}], [${this.#expression('text', depth)}, 1]])`
      default:
        return dice
          .pick([
            `Object.assign({}, ${this.#expression('object', depth)})`,
            `{ ...${dice.pick(paths.object)} }`,
            `JSON.parse(JSON.stringify(${this.#expression('object', depth)}))`,
          ])
          .replace(/^\{.*\}$/, '($&)')
    }
  }

  #leaf(type: Type): string {
    const dice = this.#dice
    const known = this.#variables.filter((variable) => variable.type === type || type === 'any')
    if (known.length > 0 && dice.oneIn(2)) return dice.pick(known).name
    if (dice.oneIn(2)) return dice.pick(paths[type])
    switch (type) {
      case 'number': {
        const number = dice.pick(numbers)
        return `(${number})`
      }
      case 'text':
        return JSON.stringify(dice.pick(texts))
      case 'truth':
        return dice.pick(['true', 'false'])
      case 'list':
        return dice.pick(['[]', '[1, 2, 3]', '["b", "a"]', '[null, undefined, 1]'])
      case 'object':
        return dice.pick(['({})', '({ a: 1 })', 'msg.deep'])
      default:
        return dice.pick(['null', 'undefined', '0', '""', 'msg.missing'])
    }
  }
}
