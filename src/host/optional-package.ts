/**
 * Packages that only some users install: whether they are there, and how they are loaded. They are
 * declared as optional peers, so an import that stands in the code would fail to resolve for the others.
 */

/** Tells whether a package can be imported from here. Imports nothing. */
export function hasPackage(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Returns the package's module, or `undefined` if it is not installed or cannot be loaded on this machine. */
export async function loadOptionalPackage<Module extends object>(name: string): Promise<Module | undefined> {
  try {
    const loaded = (await import(name)) as Module & { readonly default?: Module };
    const inner = loaded.default;
    // Of some CommonJS packages Node finds no names: then all of it stands under `default`.
    return inner !== undefined && Object.keys(inner).length > Object.keys(loaded).length ? inner : loaded;
  } catch {
    return undefined;
  }
}
