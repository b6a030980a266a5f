export { InTurn } from '../../engine/rules/in-turn.ts'
