/** Freezes plain data in place, so that agents share it without being able to change it. */

/** Returns the same value, frozen with everything inside it. */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const item of Object.values(value)) freezeDeep(item);
  return value;
}
