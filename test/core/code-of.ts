/** What refused a piece of work: the codes of typed errors, for tests of refusals. */
import { isHivetapeError } from '../../src/core/errors.js';

/** The code of the error that the work throws, 'nothing refused' without one. What is no typed error goes through. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return codeIn(error);
  }
  return 'nothing refused';
}

/** The same for work that ends later, or begins only here. */
export async function laterCodeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return codeIn(error);
  }
  return 'nothing refused';
}

function codeIn(error: unknown): string {
  if (isHivetapeError(error)) return error.code;
  throw error;
}
