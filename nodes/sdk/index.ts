/** The one door for node authors: everything a node file needs, and nothing else. */
export {
  type Alarm,
  type AlarmRequest,
  type Severity,
  severities,
  statusOf,
} from '../../engine/rules/alarms.ts'
export type { EntryPoint, Flow, NodeContext } from '../../engine/rules/context.ts'
export { NodeFailure } from '../../engine/rules/failure.ts'
export { parseJson, stringifyJson } from '../../engine/rules/json.ts'
export { type Arrival, type EntityRef, Message, type Metadata, timeOf } from '../../engine/rules/message.ts'
export {
  type AttributeScope,
  type Script,
  ScriptError,
  type ScriptLanguage,
} from '../../engine/rules/needs.ts'
export {
  double,
  isObject,
  JsonDouble,
  JsonLong,
  type JsonObject,
  type JsonValue,
  long,
  numberOf,
  valueAt,
  withKey,
} from '../../engine/rules/values.ts'
export { conditionsTest, type Test } from './condition.ts'
export {
  type Category,
  defineNode,
  type Emit,
  type Handler,
  type NodeStatus,
  type RunningNode,
} from './define.ts'
export { type Condition, type ConfigOf, field } from './fields.ts'
export { HeldMessages } from './held-messages.ts'
export { InTurn } from './in-turn.ts'
export { type Reader, readerOf, scalarText } from './path.ts'
export { isConstant, type Template, template } from './template.ts'
