/** Calendars that are known by name, told apart from what they are made of, so that whoever only names them loads nothing else. */

/** The exchanges of US shares also by their market identifier codes. */
export const calendarNames = ['us-equities', 'XNYS', 'XNAS', 'always'] as const;
