import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a program of the bench in a process of its own; resolves with its first message. Ends the bench where it fails. */
export async function begin<First>(file: string): Promise<{ child: ChildProcess; first: First }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: 'inherit' })
  child.on('exit', (code) => {
    if (code) process.exit(code)
  })
  return { child, first: await new Promise((resolve) => child.once('message', resolve)) }
}

/** Sends a question and resolves with the answer. */
export function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as Answer))
    child.send(question)
  })
}
