/**
 * One connection: one client at a time, replaced by a fresh one after an answer that did not come. The
 * old one is taken down whole, so that nothing of it speaks later or stays open.
 */
import { HivetapeError } from '../../core/errors.js';
import { inTime } from '../../host/timers.js';
import { loadServerPackage, type ServerClient, type ServerPackage } from './server-client.js';
import { unreachable } from './server-outcome.js';

const TAKE_DOWN_MS = 2_000;

export class ServerConnection {
  private current: ServerClient | undefined;
  private isClosed = false;

  private constructor(
    private readonly made: ServerPackage,
    /** As given to the client, with its credentials: never shown. */
    private readonly address: string,
  ) {}

  /** Throws `server-client-missing`, `server-address-invalid`; does not speak to the server yet. */
  static async open(address: string): Promise<ServerConnection> {
    const connection = new ServerConnection(await loadServerPackage(), address);
    connection.client();
    return connection;
  }

  client(): ServerClient {
    if (this.isClosed) throw new HivetapeError('server-unreachable', 'A closed store is not used any more.');
    this.current ??= this.made.connect(this.address);
    return this.current;
  }

  /** Returns what the call gives; an answer that is late is an error, and the client it came from is replaced. */
  async call<Result>(ms: number, action: (client: ServerClient) => Promise<Result>): Promise<Result> {
    const client = this.client();
    return inTime(action(client), ms, () => {
      this.replace(client);
      throw unreachable(`no answer within ${ms} ms`);
    });
  }

  /** Takes a client down, unless another one has taken its place already. */
  replace(client: ServerClient): void {
    if (this.current !== client) return;
    this.current = undefined;
    void takeDown(client);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const client = this.current;
    this.current = undefined;
    if (client !== undefined) await takeDown(client);
  }
}

async function takeDown(client: ServerClient): Promise<void> {
  const done = (async () => {
    await client.dispose();
    (await client.getChannel()).close();
  })();
  await inTime(done.catch(() => undefined), TAKE_DOWN_MS, () => undefined);
}
