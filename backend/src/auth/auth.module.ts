import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { SessionsModule } from '../sessions/sessions.module';
import { AuthAudit } from './auth-audit';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { PasswordChangeService } from './password-change.service';
import { RegistrationService } from './registration.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

@Module({
  imports: [TypeOrmModule.forFeature([User]), AccountsModule, NotificationsModule, SessionsModule],
  controllers: [AuthController],
  providers: [
    AuthService,
    RegistrationService,
    PasswordChangeService,
    UsersService,
    Credentials,
    LoginThrottle,
    AuthAudit,
  ],
  exports: [RegistrationService, UsersService],
})
export class AuthModule {}
