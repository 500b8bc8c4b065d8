import { Body, Controller, Get, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/problem.dto';
import { PathParameter } from '../platform/http/parameters.dto';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { AccountOpeningService } from './account-opening.service';
import {
  AccountDto,
  AccountPageDto,
  BalanceDto,
  BalanceQuery,
  DailyBalancesDto,
  DaysQuery,
  OpenAccountDto,
} from './account.dto';
import { AccountsService } from './accounts.service';
import { ACCOUNT_NUMBER } from './accounts.types';
import { DateRangeQuery, EntriesQuery, EntryPageDto, ExportQuery, StatementDto } from './entry.dto';
import { StatementsService } from './statements.service';

const NumberParam = (): ParameterDecorator =>
  PathParameter('number', {
    description: 'One of your own: ten digits, the last one a Luhn check digit',
    pattern: ACCOUNT_NUMBER,
    example: '4000000021',
  });

@ApiTags('accounts')
@Controller()
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly opening: AccountOpeningService,
    private readonly statements: StatementsService,
  ) {}

  @Get('balance')
  @ApiOperation({ operationId: 'getBalance', summary: 'The balance of an own account' })
  @ApiProblems('not_found')
  balance(@CurrentSession() session: ActiveSession, @Query() query: BalanceQuery): Promise<BalanceDto> {
    return this.accounts.balance(session.userId, query.account);
  }

  @Get('accounts')
  @ApiOperation({ operationId: 'listAccounts', summary: 'Own accounts, newest first' })
  list(@CurrentSession() session: ActiveSession): Promise<AccountPageDto> {
    return this.accounts.list(session.userId);
  }

  @Post('accounts')
  @ApiOperation({ operationId: 'openAccount', summary: 'Open a further account' })
  @ApiProblems('limit_exceeded')
  open(@CurrentSession() session: ActiveSession, @Body() body: OpenAccountDto): Promise<AccountDto> {
    return this.opening.openFurther(session.userId, body);
  }

  @Get('accounts/:number')
  @ApiOperation({ operationId: 'getAccount', summary: 'One own account' })
  @ApiProblems('not_found')
  get(@CurrentSession() session: ActiveSession, @NumberParam() number: string): Promise<AccountDto> {
    return this.accounts.get(session.userId, number);
  }

  @Get('accounts/:number/entries')
  @ApiOperation({
    operationId: 'listEntries',
    summary: 'The statement of an own account, newest first; ascending with `after`',
  })
  @ApiProblems('not_found')
  entries(
    @CurrentSession() session: ActiveSession,
    @NumberParam() number: string,
    @Query() query: EntriesQuery,
  ): Promise<EntryPageDto> {
    return this.statements.entries(session.userId, number, query);
  }

  @Get('accounts/:number/statement')
  @ApiOperation({
    operationId: 'getStatement',
    summary: 'Opening and closing balance of an own account over a range of time',
  })
  @ApiProblems('not_found')
  statement(
    @CurrentSession() session: ActiveSession,
    @NumberParam() number: string,
    @Query() query: DateRangeQuery,
  ): Promise<StatementDto> {
    return this.statements.statement(session.userId, number, query);
  }

  @Get('accounts/:number/balances')
  @ApiOperation({ operationId: 'listDailyBalances', summary: 'One closing balance per day, oldest first' })
  @ApiProblems('not_found')
  dailyBalances(
    @CurrentSession() session: ActiveSession,
    @NumberParam() number: string,
    @Query() query: DaysQuery,
  ): Promise<DailyBalancesDto> {
    return this.statements.dailyBalances(session.userId, number, query.days);
  }

  @Get('accounts/:number/statement.csv')
  @ApiOperation({ operationId: 'exportStatement', summary: 'The statement as CSV, oldest first' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems('not_found')
  exportCsv(
    @CurrentSession() session: ActiveSession,
    @NumberParam() number: string,
    @Query() query: ExportQuery,
  ): Promise<StreamableFile> {
    return this.statements.exportCsv(session.userId, number, query);
  }
}
