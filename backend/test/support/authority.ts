import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A private authority in a folder, and the certificate it gave to a server on this machine. */
export class TestAuthority {
  constructor(private readonly folder: string) {
    const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=Test authority');
    openssl('req', ...ec, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
    writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
    openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt');
  }

  /** Path of its own certificate. */
  get certificate(): string {
    return join(this.folder, 'ca.crt');
  }

  get serverCertificate(): string {
    return join(this.folder, 'server.crt');
  }

  get serverKey(): string {
    return join(this.folder, 'server.key');
  }
}
