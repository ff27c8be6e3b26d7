/** Runs the published statements as tests; what a store cannot be asked is reported as skipped, by name. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { reasonToSkip, type StoreUnderStatement } from '../../../src/testing/store/statement.js';
import { storeStatements } from '../../../src/testing/store/store-statements.js';

export interface Opened extends StoreUnderStatement {
  readonly close: () => Promise<void>;
}

/** `abilities` is told beforehand, so that a skipped statement opens nothing. */
export function conformance(name: string, abilities: StoreUnderStatement['abilities'], open: () => Promise<Opened>): void {
  describe(`${name}, statement by statement:`, () => {
    let under: Opened;
    beforeAll(async () => {
      if (storeStatements.some((statement) => reasonToSkip(statement, { abilities }) === undefined)) under = await open();
    });
    afterAll(async () => under?.close());

    for (const statement of storeStatements) {
      test(`${statement.number} ${statement.title}`, async ({ skip }) => {
        const reason = reasonToSkip(statement, { abilities });
        if (reason !== undefined) skip(reason);
        await statement.check(under);
      });
    }
  });
}
