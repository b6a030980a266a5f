/** What a field makes, in words of the person's language, as lists show it. */
import type { TFunction } from 'i18next'
import { type CalculatedField, draftOf, inside, isJson, kindOf, textIn } from './model.ts'

/** `temperatureF = t * 1.8 + 32`, or what else says most of a field in one line */
export function makesWords(t: TFunction, field: CalculatedField): string {
  const { type, rest, arguments: args, metrics, zoneGroups } = draftOf(field)
  const names = args.map(({ name }) => name).join(', ')
  switch (kindOf({ type })) {
    case 'SIMPLE':
      return `${textIn(inside(rest, 'output'), 'name')} = ${textIn(rest, 'expression')}`
    case 'SCRIPT':
      return t('calculated:makes.SCRIPT', { names })
    case 'ALARM':
      return t('calculated:makes.ALARM', { names, severities: severitiesOf(t, rest.createRules) })
    case 'PROPAGATION':
      return t('calculated:makes.PROPAGATION', {
        names,
        relation: textIn(inside(rest, 'relation'), 'relationType'),
      })
    case 'GEOFENCING':
      return t('calculated:makes.GEOFENCING', { names: zoneGroups.map(({ name }) => name).join(', ') })
    case 'RELATED_ENTITIES_AGGREGATION':
    case 'ENTITY_AGGREGATION':
      return metrics
        .map(({ name, value }) => {
          const input = inside(value, 'input')
          const of = input.type === 'key' ? textIn(input, 'key') : t('calculated:metrics.script')
          return `${name} = ${t(`calculated:function.${textIn(value, 'function')}`)} (${of})`
        })
        .join(', ')
    default:
      return type
  }
}

function severitiesOf(t: TFunction, rules: unknown): string {
  if (!isJson(rules)) return ''
  return Object.keys(rules)
    .map((severity) => t(`alarms:severity.${severity}`))
    .join(', ')
}
