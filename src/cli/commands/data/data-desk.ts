/** What the commands of `hivetape data` share on the command line. Opening data is a matter of its own, loaded when it is done. */
import { calendarNames } from '../../../market/calendar-names.js';

export const dataArgument = { name: '<data>', meaning: 'a file with bars, or the id of a data set that comes with hivetape' };
export const readingOption = { flags: '--set <key=value>', meaning: 'how a file is read: timeZone=UTC, stamp=open, barDuration=1m, …', repeatable: true };

export const calendarOption = { flags: '--calendar <name>', meaning: `when the market is open: ${calendarNames.join(', ')}` };
