import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatInput, MatLabel, MatPrefix } from '@angular/material/input';
import { MatIcon } from '@angular/material/icon';
import { MatOption, MatSelect } from '@angular/material/select';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { showFieldError, showFieldErrors } from '../core/field-errors';
import { PeopleStore } from '../core/people.store';
import type { Failure, FailureCode } from '../core/problem';
import { locale, texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { formatMoney, fractionDigits } from '../ui/money';
import { MoneyInput } from '../ui/money-input';
import { moneyStyle, writeMoney } from '../ui/money-text';
import { MoneyPipe } from '../ui/money.pipe';
import { TextField } from '../ui/text-field';
import type { Draft } from './payment';
import { PaymentStore } from './payment.store';
import { RecipientLookup } from './recipient-lookup';

/** The field a refusal concerns. */
const FIELD_OF: Partial<Record<FailureCode, 'to' | 'amount'>> = {
  recipient_not_found: 'to',
  same_account: 'to',
  currency_mismatch: 'to',
  insufficient_funds: 'amount',
  limit_exceeded: 'amount',
};

@Component({
  selector: 'bank-payment-form',
  imports: [
    Avatar,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    MatOption,
    MatPrefix,
    MatSelect,
    MoneyInput,
    MoneyPipe,
    ReactiveFormsModule,
    TextField,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [RecipientLookup],
  templateUrl: './payment-form.html',
  styleUrl: './payment-form.scss',
})
export class PaymentForm {
  private readonly store = inject(PaymentStore);
  private readonly accountsStore = inject(AccountsStore);

  protected readonly lookup = inject(RecipientLookup);
  protected readonly people = inject(PeopleStore);
  protected readonly t = texts.transfer;
  protected readonly accounts = this.accountsStore.accounts;
  protected readonly busy = signal(false);
  /** A refusal that concerns no field. */
  protected readonly refusal = signal<string | null>(null);
  protected readonly form = new FormGroup({
    from: new FormControl('', { nonNullable: true }),
    to: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.minLength(3)] }),
    amount: new FormControl<number | null>(null, [Validators.required, Validators.min(1)]),
    memo: new FormControl('', {
      nonNullable: true,
      validators: [Validators.maxLength(140), Validators.pattern(/^\P{Cc}*$/u)],
    }),
  });

  /** The account that pays is the one that is shown everywhere else. */
  protected readonly account = this.accountsStore.active;
  /** What an amount looks like, in the currency of the account. */
  protected readonly zero = computed(() =>
    writeMoney(0, moneyStyle(locale, fractionDigits(this.account()?.currency ?? 'EUR'))),
  );
  protected readonly available = computed(() => {
    const account = this.account();
    return account ? formatMoney(account.balance, account.currency) : '';
  });

  constructor() {
    effect(() => {
      const { draft } = this.store.payment();
      untracked(() => this.fill(draft));
    });
    // Setting up the fields checks them anew; what the bank said comes after that.
    afterNextRender(() => {
      const refusal = this.store.refusal();
      if (refusal) this.showRefusal(refusal);
    });
    effect(() => {
      const number = this.account()?.number ?? '';
      untracked(() => this.form.controls.from.setValue(number));
    });
    this.form.controls.from.valueChanges.pipe(takeUntilDestroyed()).subscribe((number) => {
      if (number !== '' && number !== this.account()?.number) this.accountsStore.choose(number);
    });
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      this.lookup.type(this.form.controls.to.value);
      this.store.edit(this.draft());
    });
  }

  protected pick(to: string): void {
    this.form.controls.to.setValue(to);
  }

  protected async submit(): Promise<void> {
    this.refusal.set(null);
    this.form.markAllAsTouched();
    this.checkFunds();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    const found = await this.lookup.find();
    this.busy.set(false);
    if (found.kind === 'none') showFieldError(this.form, 'to', texts.problems.recipient_not_found);
    else if (found.kind === 'failed') this.refusal.set(explain(found.failure));
    else if (found.kind === 'found' && found.recipient.accountNumber === this.account()?.number) {
      showFieldError(this.form, 'to', texts.problems.same_account);
    } else if (found.kind === 'found') this.store.review(this.draft(), found.recipient);
  }

  private fill(draft: Draft): void {
    const { to, amount, memo } = draft;
    const now = this.form.getRawValue();
    if (now.to === to && now.amount === amount && now.memo === memo) return;
    this.form.patchValue({ to, amount, memo });
  }

  private draft(): Draft {
    const { from, to, amount, memo } = this.form.getRawValue();
    return { from: from || null, to, amount, memo };
  }

  /** The bank decides; this only spares a try that can hardly succeed. */
  private checkFunds(): void {
    const account = this.account();
    const { amount } = this.form.controls;
    if (account && amount.valid && (amount.value ?? 0) > account.balance) {
      amount.setErrors({ server: this.t.amountFunds(this.available()) });
    }
  }

  private showRefusal(failure: Failure): void {
    const field = FIELD_OF[failure.code];
    if (field) showFieldError(this.form, field, explain(failure));
    else if (!showFieldErrors(this.form, failure)) this.refusal.set(explain(failure));
  }
}
