import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/problem.dto';
import { CurrentSession, Origin, Public } from '../sessions/sessions.decorators';
import type { ActiveSession, SessionOrigin } from '../sessions/sessions.types';
import { ChangePasswordDto, LoginDto, MeDto, RegisterDto, SignedInDto } from './auth.dto';
import { AuthService } from './auth.service';
import { PasswordChangeService } from './password-change.service';
import { RegistrationService } from './registration.service';

@ApiTags('auth')
@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: RegistrationService,
    private readonly passwords: PasswordChangeService,
  ) {}

  @Public()
  @Post('register')
  @ApiOperation({
    operationId: 'register',
    summary: 'Open a user, a primary account with the welcome grant, and a session',
  })
  @ApiProblems('username_taken', 'overloaded')
  register(@Body() body: RegisterDto, @Origin() origin: SessionOrigin): Promise<SignedInDto> {
    return this.registration.register(body, origin);
  }

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ operationId: 'login', summary: 'Open a session' })
  @ApiProblems('invalid_credentials', 'overloaded')
  login(@Body() body: LoginDto, @Origin() origin: SessionOrigin): Promise<SignedInDto> {
    return this.auth.login(body, origin);
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ operationId: 'logout', summary: 'End this session, on every pod at once' })
  logout(@CurrentSession() session: ActiveSession): Promise<void> {
    return this.auth.logout(session);
  }

  @Get('me')
  @ApiOperation({ operationId: 'getMe', summary: 'Who one is: user, accounts, this session, unread count' })
  me(@CurrentSession() session: ActiveSession): Promise<MeDto> {
    return this.auth.me(session);
  }

  @Post('password')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change the password; every other session ends, and this one goes on under the id that is answered',
  })
  @ApiProblems('invalid_credentials', 'overloaded')
  changePassword(
    @CurrentSession() session: ActiveSession,
    @Body() body: ChangePasswordDto,
    @Origin() origin: SessionOrigin,
  ): Promise<SignedInDto> {
    return this.passwords.change(session, body, origin);
  }
}
