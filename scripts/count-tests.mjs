// Turns vitest's JSON report into one line, "N passed, N failed". A file that did not load counts as
// one failure, and so does a run that ended badly without naming a failed test.
import { readFileSync } from 'node:fs';

const [report, exitCode] = process.argv.slice(2);

/** Returns the counts of a report; an unreadable one counts as nothing passed. */
function read(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const { passed, failed, skipped } = read(report);
const unexplained = failed === 0 && (exitCode !== '0' || passed === 0) ? 1 : 0;
console.log(`${passed} passed, ${failed + unexplained} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
