/** How time stamps of a file may be written. Apart from their reader: options are known where nothing is read. */
export const timeFormats = ['auto', 'iso', 'epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns', 'day-first', 'month-first'] as const;
export type TimeFormat = (typeof timeFormats)[number];
