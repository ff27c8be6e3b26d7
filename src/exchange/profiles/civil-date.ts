/** Year and month of a day, without the machine's calendar. Source: Hinnant, chrono-compatible low-level date algorithms. */

/** Returns year and month (0 to 11) of a day since 1970-01-01. */
export function yearAndMonth(day: number): readonly [year: number, month: number] {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const year = yearOfEra + era * 400 + (fromMarch >= 10 ? 1 : 0);
  return [year, (fromMarch + 2) % 12];
}
