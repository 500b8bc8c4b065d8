/**
 * The obvious way to write it: NestJS on Express, one TypeORM transaction per request, both accounts locked in id order.
 * It keeps the bank's promises of a transfer (durable before the answer, idempotent, an entry for each side, no balance
 * below zero) and has no inbox, no push, no metrics and no triggers to pay for.
 */
import 'reflect-metadata';
import { createHash, randomUUID } from 'node:crypto';
import {
  Body,
  type CanActivate,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Headers,
  Injectable,
  Module,
  NotFoundException,
  Post,
  UnauthorizedException,
  UnprocessableEntityException,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { IsInt, IsString, Min } from 'class-validator';
import Redis from 'ioredis';
import {
  Column,
  CreateDateColumn,
  DataSource,
  Entity,
  type EntityManager,
  In,
  PrimaryColumn,
  Repository,
  Unique,
} from 'typeorm';

const whole = { to: (value: number): number => value, from: (value: string): number => Number(value) };

@Entity('plain_accounts')
class Account {
  @PrimaryColumn('bigint', { transformer: whole })
  id: number;

  @Column('uuid', { unique: true })
  holderId: string;

  @Column('text', { unique: true })
  alias: string;

  @Column('text')
  number: string;

  @Column('bigint', { transformer: whole })
  balance: number;

  @Column('bigint', { transformer: whole })
  seq: number;
}

@Entity('plain_transfers')
@Unique(['initiatedBy', 'idempotencyKey'])
class Transfer {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bigint', { transformer: whole })
  fromId: number;

  @Column('bigint', { transformer: whole })
  toId: number;

  @Column('bigint', { transformer: whole })
  amount: number;

  @Column('uuid')
  initiatedBy: string;

  @Column('text')
  idempotencyKey: string;

  @CreateDateColumn()
  createdAt: Date;
}

@Entity('plain_entries')
class Entry {
  @PrimaryColumn('bigint', { transformer: whole })
  accountId: number;

  @PrimaryColumn('bigint', { transformer: whole })
  seq: number;

  @Column('uuid')
  transferId: string;

  @Column('bigint', { transformer: whole })
  amount: number;

  @Column('bigint', { transformer: whole })
  balanceAfter: number;
}

class TransferRequest {
  @IsString()
  to: string;

  @IsInt()
  @Min(1)
  amount: number;
}

const redis = new Redis(process.env.REDIS_URL ?? '');

interface SignedInRequest {
  headers: { authorization?: string };
  userId: string;
}

const UserId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<SignedInRequest>().userId,
);

@Injectable()
class SessionGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const sessionId = (request.headers.authorization ?? '').slice('Bearer '.length);
    const session = await redis.get(`session:${createHash('sha256').update(sessionId).digest('hex')}`);
    if (session === null) throw new UnauthorizedException();
    request.userId = (JSON.parse(session) as { userId: string }).userId;
    return true;
  }
}

@Injectable()
class Bank {
  constructor(
    private readonly dataSource: DataSource,
    @InjectRepository(Account) private readonly accounts: Repository<Account>,
  ) {}

  async balance(userId: string): Promise<Pick<Account, 'number' | 'balance' | 'seq'>> {
    const { number, balance, seq } = await this.accounts.findOneByOrFail({ holderId: userId });
    return { number, balance, seq };
  }

  transfer(userId: string, idempotencyKey: string, { to, amount }: TransferRequest): Promise<Transfer> {
    return this.dataSource.transaction(async (tx) => {
      const { from, payee } = await lockBoth(tx, userId, to);
      const earlier = await tx.findOneBy(Transfer, { initiatedBy: userId, idempotencyKey });
      if (earlier) return earlier;
      if (from.balance < amount) throw new UnprocessableEntityException('insufficient funds');
      const transfer = tx.create(Transfer, {
        id: randomUUID(),
        fromId: from.id,
        toId: payee.id,
        amount,
        initiatedBy: userId,
        idempotencyKey,
      });
      await tx.insert(Transfer, transfer);
      await move(tx, from, transfer.id, -amount);
      await move(tx, payee, transfer.id, amount);
      return transfer;
    });
  }
}

async function lockBoth(tx: EntityManager, userId: string, alias: string): Promise<{ from: Account; payee: Account }> {
  const found = await tx.find(Account, { where: [{ holderId: userId }, { alias }], select: { id: true } });
  const locked = await tx.find(Account, {
    where: { id: In(found.map(({ id }) => id)) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const from = locked.find(({ holderId }) => holderId === userId);
  const payee = locked.find((account) => account.alias === alias);
  if (!from || !payee) throw new NotFoundException();
  return { from, payee };
}

async function move(tx: EntityManager, account: Account, transferId: string, amount: number): Promise<void> {
  const [seq, balance] = [account.seq + 1, account.balance + amount];
  await tx.update(Account, account.id, { seq, balance });
  await tx.insert(Entry, { accountId: account.id, seq, transferId, amount, balanceAfter: balance });
}

@Controller('api')
@UseGuards(SessionGuard)
class BankController {
  constructor(private readonly bank: Bank) {}

  @Get('balance')
  balance(@UserId() userId: string): Promise<Pick<Account, 'number' | 'balance' | 'seq'>> {
    return this.bank.balance(userId);
  }

  @Post('transfer')
  transfer(
    @UserId() userId: string,
    @Headers('idempotency-key') key: string,
    @Body() body: TransferRequest,
  ): Promise<Transfer> {
    return this.bank.transfer(userId, key, body);
  }
}

@Controller('health')
class HealthController {
  @Get('ready')
  ready(): object {
    return {};
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env.DATABASE_URL ?? '',
      entities: [Account, Transfer, Entry],
      synchronize: true,
      installExtensions: false,
      poolSize: Number(process.env.DATABASE_POOL),
    }),
    TypeOrmModule.forFeature([Account, Transfer, Entry]),
  ],
  controllers: [BankController, HealthController],
  providers: [Bank],
})
class PlainModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(PlainModule, { logger: ['error'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
