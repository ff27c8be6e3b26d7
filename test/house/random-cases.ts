/**
 * Gives every property the seed of this run: that of the sources (`vitest.config.ts`), or `HIVETAPE_CASES=<whole number>` for others.
 */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.HIVETAPE_CASES) });
