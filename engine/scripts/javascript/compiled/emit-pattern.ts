/** Patterns: what they take out of a list or an object, one assignment after the other. */
import type { AssignmentProperty, ObjectPattern, Pattern } from 'acorn'
import { textLiteral } from '../../code-text.ts'
import { ExpressionEmitter } from './emit-expression.ts'
import { offRoad } from './syntax.ts'

type Property = ObjectPattern['properties'][number]

export abstract class PatternEmitter extends ExpressionEmitter {
  /** @param inPlace whether `from` is a part of an input itself, out of which scalars alone may come */
  protected taken(pattern: Pattern, from: string, name: () => string, inPlace = false): string[] {
    switch (pattern.type) {
      case 'Identifier':
        return [`${this.assignable(pattern)} = ${from}`]
      case 'MemberExpression': {
        const place = this.place(pattern)
        return [`(${place.before}${place.write(from)})`]
      }
      case 'AssignmentPattern': {
        const value = name()
        const chosen = `(${value} === undefined ? ${this.value(pattern.right)} : ${value})`
        return [`${value} = ${from}`, ...this.taken(pattern.left, chosen, name)]
      }
      case 'ArrayPattern': {
        const list = name()
        const taken = pattern.elements.flatMap((element, at) => {
          if (element === null) return []
          if (element.type === 'RestElement')
            return this.taken(element.argument, `list(${list}.slice(${at}))`, name)
          return this.taken(element, `${list}[${at}]`, name)
        })
        return [`${list} = items(${from})`, ...taken]
      }
      case 'ObjectPattern': {
        // Nothing but null is refused by an empty one.
        if (pattern.properties.length === 0) return offRoad(pattern, 'an empty pattern')
        const object = name()
        const taken = pattern.properties.flatMap((property) =>
          this.property(property, object, pattern, name, inPlace),
        )
        return [`${object} = ${from}`, ...taken]
      }
      default:
        return offRoad(pattern, 'a pattern')
    }
  }

  private property(
    property: Property,
    object: string,
    { properties }: ObjectPattern,
    name: () => string,
    inPlace: boolean,
  ): string[] {
    if (property.type === 'RestElement') {
      const keys = properties.flatMap((other) =>
        other.type === 'Property' ? [textLiteral(writtenKey(other))] : [],
      )
      return this.taken(property.argument, `restOf(${object}, [${keys.join(', ')}])`, name)
    }
    const read = property.computed
      ? `element(${object}, ${this.value(property.key)})`
      : this.readKey(object, writtenKey(property))
    return this.taken(property.value, inPlace ? `scalar(${read})` : read, name)
  }
}

function writtenKey({ key, computed }: AssignmentProperty): string {
  if (computed) return offRoad(key, 'a rest beside a computed key')
  return key.type === 'Identifier'
    ? key.name
    : key.type === 'Literal'
      ? String(key.value)
      : offRoad(key, 'a key')
}

/** Whether a property of a pattern takes a value as it is, or a default for it. */
export function isOfScalar(property: Property): boolean {
  if (property.type === 'RestElement' || property.computed) return false
  const { value } = property
  return (
    value.type === 'Identifier' || (value.type === 'AssignmentPattern' && value.left.type === 'Identifier')
  )
}
