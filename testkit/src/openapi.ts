/** Made of openapi.json by npm run openapi. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Session: {
            /** @description An opaque handle for revoking it; never the session id. */
            id: string;
            /** @description Whether this request came with it. */
            current: boolean;
            /**
             * @description Null when it did not tell.
             * @example Chrome on Windows
             */
            device: string | null;
            /** @example 203.0.113.7 */
            address: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Kept to the minute.
             */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @description When it ends if it is not used again.
             */
            expiresAt: string;
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            /** @description Always null: a user has fifty sessions at most. */
            next: string | null;
        };
        CurrencyProof: {
            /**
             * Format: int64
             * @description Sum of all balances in minor units, the treasury's included: 0 when money was neither made nor lost.
             * @example 0
             */
            sumOfBalances: number;
            /**
             * Format: int64
             * @description Ledger accounts in this currency.
             * @example 6
             */
            accounts: number;
            /** @example EUR */
            currency: string;
        };
        LedgerIntegrity: {
            /**
             * @description Accounts whose balance or seq disagrees with their entries.
             * @example 0
             */
            disagreeingAccounts: number;
            /**
             * Format: int64
             * @example 12
             */
            entriesChecked: number;
            /** @example 4 */
            durationMs: number;
            /** @description Whether everything below holds. */
            holds: boolean;
            currencies: components["schemas"]["CurrencyProof"][];
            /**
             * Format: date-time
             * @description When the proof was taken; it may be up to ten seconds old.
             */
            checkedAt: string;
        };
        Balance: {
            accountNumber: string;
            /** @example EUR */
            currency: string;
            /**
             * Format: int64
             * @description Minor units.
             * @example 100000
             */
            balance: number;
            /**
             * Format: int64
             * @description Sequence number of the entry that made this balance.
             * @example 1
             */
            seq: number;
            /** Format: date-time */
            asOf: string;
        };
        Account: {
            /**
             * @description Ten digits, the last one a Luhn check digit.
             * @example 4000000021
             */
            number: string;
            /** @description The holder's username, on the primary account only. */
            alias: string | null;
            /** @example EUR */
            currency: string;
            /**
             * Format: int64
             * @description Minor units.
             * @example 100000
             */
            balance: number;
            /**
             * Format: int64
             * @description Sequence number of the account's last entry; 0 when it has none.
             * @example 1
             */
            seq: number;
            /** @example Main account */
            name: string;
            /** Format: date-time */
            openedAt: string;
        };
        AccountPage: {
            items: components["schemas"]["Account"][];
            /** @description Always null: a user has ten accounts at most. */
            next: string | null;
        };
        OpenAccount: {
            /**
             * @description Without invisible or direction-changing characters, and with something to see in it.
             * @example Holiday savings
             */
            name: string;
            /** @description One of the bank's currencies; the first of them when absent. */
            currency?: string;
        };
        /** @enum {string} */
        TransferDirection: "out" | "in";
        Party: {
            /** @example 4000000021 */
            accountNumber: string;
            /**
             * @description The holder's username, on primary accounts.
             * @example bob
             */
            alias: string | null;
            /** @example Bob Baker */
            holderName: string;
        };
        Entry: {
            /**
             * Format: int64
             * @description Gapless per account, from 1: cursor, order and gap detector.
             * @example 7
             */
            seq: number;
            /** Format: uuid */
            transferId: string;
            /**
             * Format: int64
             * @description Minor units; negative when the money left.
             * @example -2500
             */
            amount: number;
            /** @example EUR */
            currency: string;
            /**
             * Format: int64
             * @description Minor units.
             * @example 97500
             */
            balanceAfter: number;
            counterparty: components["schemas"]["Party"];
            memo: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        EntryPage: {
            /**
             * @description The seq to go on from, as `before` (or as `after` when the page was asked with `after`); null at the end. A call looks
             *     at a bounded number of entries: when few of them match, the page is short, or empty, and still has a `next`.
             */
            next: string | null;
            items: components["schemas"]["Entry"][];
        };
        Statement: {
            accountNumber: string;
            /** @example EUR */
            currency: string;
            /**
             * Format: int64
             * @description What the account held before the range, minor units.
             * @example 100000
             */
            openingBalance: number;
            /**
             * Format: int64
             * @description What it held at the end of the range, minor units.
             * @example 97500
             */
            closingBalance: number;
            /**
             * Format: int64
             * @description Entries in the range.
             * @example 6
             */
            entries: number;
            /**
             * Format: date-time
             * @description As asked for, or when the account was opened.
             */
            from: string;
            /**
             * Format: date-time
             * @description As asked for, or now.
             */
            to: string;
        };
        DailyBalance: {
            /**
             * Format: date
             * @description UTC day.
             * @example 2026-11-23
             */
            day: string;
            /**
             * Format: int64
             * @description Closing balance of that day, minor units.
             * @example 100000
             */
            balance: number;
        };
        DailyBalances: {
            /** @description Oldest first, one per day. */
            items: components["schemas"]["DailyBalance"][];
        };
        TransferNotificationData: {
            /** Format: uuid */
            transferId: string;
            accountNumber: string;
            /**
             * Format: int64
             * @description Seq of the owner's entry.
             * @example 7
             */
            seq: number;
            /**
             * Format: int64
             * @description Minor units, negative when the money left.
             * @example 2500
             */
            amount: number;
            /** @example EUR */
            currency: string;
            /**
             * Format: int64
             * @description Minor units.
             * @example 102500
             */
            balanceAfter: number;
            counterparty: components["schemas"]["Party"];
            memo: string | null;
        };
        SecurityNotificationData: {
            /**
             * @description Null when it did not tell.
             * @example Chrome on Windows
             */
            device: string | null;
            /** @example 203.0.113.7 */
            address: string;
        };
        /** @enum {string} */
        NotificationKind: "transfer.received" | "transfer.sent" | "grant.received" | "session.opened" | "password.changed" | "login.refused";
        Notification: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["NotificationKind"];
            data: components["schemas"]["TransferNotificationData"] | components["schemas"]["SecurityNotificationData"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            readAt: string | null;
        };
        NotificationPage: {
            /**
             * Format: uuid
             * @description Pass it back as `cursor`; null on the last page.
             */
            next: string | null;
            /**
             * @description All unread ones, not just this page's; no more than 100 are counted, so 100 stands for that many or more.
             * @example 3
             */
            unread: number;
            items: components["schemas"]["Notification"][];
        };
        SomeNotifications: {
            /** @description Which to mark read. */
            ids: string[];
        };
        AllNotifications: {
            /**
             * @description Mark every one read.
             * @example true
             */
            all: boolean;
        };
        Register: {
            /**
             * @description A letter, then 2-31 of letters, digits, dot, underscore, hyphen; case does not matter. Not one that the bank goes by.
             * @example alice
             */
            username: string;
            /**
             * Format: password
             * @description At least four different characters; not one of the most common, and nothing built on one's own name or the bank's.
             * @example correct-horse-battery
             */
            password: string;
            /**
             * @description Without invisible or direction-changing characters, with something to see in it, and in one alphabet within a word.
             *     Not one that the bank goes by.
             * @example Alice Archer
             */
            displayName: string;
        };
        User: {
            /** Format: uuid */
            id: string;
            /** @example alice */
            username: string;
            /** @example Alice Archer */
            displayName: string;
            /** Format: date-time */
            createdAt: string;
        };
        SignedIn: {
            /** @description Secret, told once. */
            sessionId: string;
            /** Format: date-time */
            expiresAt: string;
            user: components["schemas"]["User"];
        };
        Login: {
            /** @example merchant */
            username: string;
            /**
             * Format: password
             * @example merchant-makes-money
             */
            password: string;
        };
        Me: {
            /**
             * @description Unread notifications.
             * @example 3
             */
            unread: number;
            user: components["schemas"]["User"];
            /** @description The primary account first, then newest first. */
            accounts: components["schemas"]["Account"][];
            session: components["schemas"]["Session"];
        };
        ChangePassword: {
            /** Format: password */
            currentPassword: string;
            /**
             * Format: password
             * @description Other than the current one; the rules of `Register.password` hold.
             */
            newPassword: string;
        };
        TransferRequest: {
            /**
             * Format: int64
             * @description Minor units: 2500 is 25.00.
             * @example 2500
             */
            amount: number;
            /**
             * @description Without invisible or direction-changing characters.
             * @example Lunch
             */
            memo?: string | null;
            /** @description One of one's own account numbers; the primary account when absent. */
            from?: string | null;
            /**
             * @description The recipient's alias or account number.
             * @example bob
             */
            to: string;
        };
        /** @enum {string} */
        TransferKind: "payment" | "grant";
        Transfer: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["TransferKind"];
            direction: components["schemas"]["TransferDirection"];
            /**
             * Format: int64
             * @description Minor units, always positive.
             * @example 2500
             */
            amount: number;
            /** @example EUR */
            currency: string;
            /** @description The caller's own account. */
            accountNumber: string;
            /**
             * Format: int64
             * @description Seq of the caller's own entry.
             * @example 7
             */
            seq: number;
            /**
             * Format: int64
             * @description The caller's own balance after it, minor units.
             * @example 97500
             */
            balanceAfter: number;
            memo: string | null;
            /** Format: date-time */
            createdAt: string;
            from: components["schemas"]["Party"];
            to: components["schemas"]["Party"];
        };
        BulkPayment: {
            /**
             * Format: int64
             * @description Minor units: 2500 is 25.00.
             * @example 2500
             */
            amount: number;
            /**
             * @description Without invisible or direction-changing characters.
             * @example Lunch
             */
            memo?: string | null;
            /** @description One of one's own account numbers; the primary account when absent. */
            from?: string | null;
            /**
             * @description The payment's own idempotency key, another one for each.
             * @example salary-2026-11-4711
             */
            key: string;
            /**
             * @description The recipient's alias or account number.
             * @example bob
             */
            to: string;
        };
        BulkTransferRequest: {
            payments: components["schemas"]["BulkPayment"][];
            /**
             * @description Make all of them or none; otherwise each is made or refused by itself.
             * @example true
             */
            atomic: boolean;
        };
        /**
         * @description Stable: decide by this, not by the texts.
         * @enum {string}
         */
        ProblemCode: "validation_failed" | "unauthenticated" | "invalid_credentials" | "forbidden" | "not_found" | "recipient_not_found" | "method_not_allowed" | "request_timeout" | "username_taken" | "payload_too_large" | "unsupported_media_type" | "insufficient_funds" | "same_account" | "currency_mismatch" | "limit_exceeded" | "not_posted" | "idempotency_key_reused" | "too_many_requests" | "headers_too_large" | "internal" | "overloaded" | "outcome_unknown" | "dependency_unavailable";
        FieldError: {
            /** @example amount */
            field: string;
            /** @example must be a whole number of minor units, at least 1 */
            message: string;
        };
        Problem: {
            /** @example urn:banking-demo:problem:insufficient_funds */
            type: string;
            /** @example 422 */
            status: number;
            /** @description Stable: decide by this, not by the texts. */
            code: components["schemas"]["ProblemCode"];
            /** @example Not enough money */
            title: string;
            /** @example The account holds less than the amount. */
            detail: string;
            /** @example /api/transfer */
            instance: string;
            requestId: string;
            /** @description Present when single fields were rejected. */
            errors?: components["schemas"]["FieldError"][];
        };
        BulkTransferResults: {
            /** @description Of each payment, in their order: its transfer, or why there is none. Where they are atomic, either all are transfers or none is. */
            results: (components["schemas"]["Transfer"] | components["schemas"]["Problem"])[];
        };
        TransferPage: {
            /**
             * Format: uuid
             * @description Pass it back as `cursor`; null on the last page.
             */
            next: string | null;
            items: components["schemas"]["Transfer"][];
        };
        TransferEntry: {
            /**
             * Format: int64
             * @example 7
             */
            seq: number;
            /**
             * Format: int64
             * @description Minor units, signed: the two sum to zero.
             * @example -2500
             */
            amount: number;
            account: components["schemas"]["Party"];
            /** @description Whether it is in the caller's own account. */
            own: boolean;
        };
        TransferBatch: {
            /**
             * @description Counted by its pod from its start.
             * @example 1204
             */
            number: number;
            /**
             * @description How many it made.
             * @example 17
             */
            transfers: number;
            /**
             * @description From the begin of posting to the confirmation of the commit, milliseconds.
             * @example 6.4
             */
            durationMs: number;
            /**
             * @description Place of the transfer in it, from 1.
             * @example 3
             */
            place: number;
            /** @example pod-1 */
            pod: string;
            /** Format: date-time */
            committedAt: string;
        };
        TransferProvenance: {
            /** @example EUR */
            currency: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /** @description The Idempotency-Key it was asked for with; told to whoever did. */
            idempotencyKey: string | null;
            /** @description The payer's first. */
            entries: components["schemas"]["TransferEntry"][];
            /** @description Null once it is no longer remembered, and for what was made in no batch, as a welcome grant is. */
            batch: components["schemas"]["TransferBatch"] | (never | null);
        };
        Recipient: {
            /** @example 4000000021 */
            accountNumber: string;
            /**
             * @description The holder's username, on primary accounts.
             * @example bob
             */
            alias: string | null;
            /** @example Bob Baker */
            holderName: string;
            /** @description Whether the holder is connected now; null when that is not one's to know: told only where both have paid each other of late. */
            online: boolean | null;
        };
        RecipientPage: {
            items: components["schemas"]["Recipient"][];
            /** @description Always null: the list is short. */
            next: string | null;
        };
        Pod: {
            /** @example 12 */
            sockets: number;
            /**
             * @description Distinct users connected to it.
             * @example 9
             */
            users: number;
            /**
             * @description Own sockets on it.
             * @example 1
             */
            ownSockets: number;
            /**
             * @description Transfers waiting for the next batch.
             * @example 0
             */
            queueDepth: number;
            /**
             * @description Mean size of the batches of the last seconds; 0 when there were none.
             * @example 1.5
             */
            batchSize: number;
            /**
             * @description Transfers posted per second over the last seconds.
             * @example 42.5
             */
            transfersPerSecond: number;
            /** @example pod-1 */
            name: string;
            /** @example 0.1.0 */
            version: string;
            /** Format: date-time */
            startedAt: string;
            /** @description Whether it is not ready: about to end, or drained for a while. */
            draining: boolean;
            /** @description Whether it answered this request. */
            current: boolean;
        };
        System: {
            /**
             * @description Distinct users connected to any pod; who is connected to several counts once.
             * @example 14
             */
            users: number;
            /**
             * @description Over all pods.
             * @example 0
             */
            queueDepth: number;
            /**
             * @description Over all pods.
             * @example 42.5
             */
            transfersPerSecond: number;
            /** @description Name of the pod that answered. */
            servedBy: string;
            pods: components["schemas"]["Pod"][];
            /** Format: date-time */
            asOf: string;
        };
        Batch: {
            /**
             * @description Counted by its pod from its start.
             * @example 1204
             */
            number: number;
            /**
             * @description How many it made.
             * @example 17
             */
            transfers: number;
            /**
             * @description From the begin of posting to the confirmation of the commit, milliseconds.
             * @example 6.4
             */
            durationMs: number;
            /** @example pod-1 */
            pod: string;
            /** Format: date-time */
            committedAt: string;
        };
        BatchPage: {
            items: components["schemas"]["Batch"][];
            /** @description Always null: the newest thousand are told, no more. */
            next: string | null;
        };
        /** @enum {string} */
        SystemEventKind: "pod.started" | "pod.draining" | "pod.ready" | "pod.gone" | "sockets.moved" | "redis.back" | "postgres.away" | "postgres.back" | "ledger.proven" | "ledger.broken" | "bank.reset";
        SystemEvent: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["SystemEventKind"];
            /**
             * @description How long it took: an outage, until the last one was connected again, the proof.
             * @example 1800
             */
            durationMs: number | null;
            /**
             * @description Of what there are several: people who moved, entries that were checked.
             * @example 12
             */
            count: number | null;
            /** Format: date-time */
            at: string;
            /** @description The pod it is about; null where it is about no pod. */
            pod: string | null;
        };
        SystemEventPage: {
            items: components["schemas"]["SystemEvent"][];
            /** @description Always null: the newest hundred are told, no more. */
            next: string | null;
        };
        Reset: {
            /**
             * @description Must be the word `reset`.
             * @enum {string}
             */
            confirm: "reset";
        };
        Drain: {
            /**
             * @description Until it comes back.
             * @example 10
             */
            seconds: number;
            /**
             * @description Name of the pod, as `GET /system` tells it.
             * @example pod-1
             */
            pod: string;
        };
        Persona: {
            /** @example alice */
            username: string;
            /** @example Alice Archer */
            displayName: string;
            /** @description For the demo only. */
            password: string;
        };
        Personas: {
            items: components["schemas"]["Persona"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description Names this request in the bank's logs: the caller's own when it sent a plain one
         * @example 0198c5a0-0000-7000-8000-000000000000
         */
        "X-Request-Id": string;
        /**
         * @description Name of the pod that answered
         * @example pod-1
         */
        "X-Served-By": string;
        /**
         * @description Seconds after which trying again makes sense
         * @example 1
         */
        "Retry-After": number;
        /** @description How to sign in */
        "WWW-Authenticate": "Bearer";
        /**
         * @description The methods that this path does take
         * @example GET, HEAD
         */
        Allow: string;
        /**
         * @description The key that this request can be repeated with: its own, or one that was made for it
         * @example order-4711
         */
        "Idempotency-Key": string;
        /** @description Present when the key had been used for this very request before */
        "Idempotency-Replayed": "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
