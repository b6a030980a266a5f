/** Names of methods that change their receiver (or, of `java.util.Collections`, their argument). */
export const changingMethods: ReadonlySet<string> = new Set(
  (
    'add addAll set push pop shift unshift splice remove removeAll retainAll clear sort reverse fill put putIfAbsent ' +
    'putAll replace sortByKey sortByValue invert'
  ).split(' '),
)
