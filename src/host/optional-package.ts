/** Packages that we can do without: whether they are there. */

/** Tells whether a package can be imported from here. Imports nothing. */
export function hasPackage(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
