/** How large a payload is, without writing it down. */

/** Returns the length of its JSON in characters, near enough for a limit: escapes are not counted. */
export function jsonSize(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
      return Number.isInteger(value) && value >= 0 && value < 1_000 ? 3 : 17;
    case 'boolean':
      return 5;
    case 'object':
      return value === null ? 4 : sizeOfObject(value);
    default:
      return 0;
  }
}

function sizeOfObject(value: object): number {
  let size = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) size += jsonSize(value[i]) + 1;
    return size;
  }
  for (const key of Object.keys(value)) size += key.length + 4 + jsonSize((value as Readonly<Record<string, unknown>>)[key]);
  return size;
}
