import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { SessionsModule } from '../sessions/sessions.module';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { User } from './user.entity';
import { UsersService } from './users.service';

@Module({
  imports: [TypeOrmModule.forFeature([User]), AccountsModule, NotificationsModule, SessionsModule],
  controllers: [AuthController],
  providers: [AuthService, UsersService, Credentials, LoginThrottle],
  exports: [AuthService, UsersService],
})
export class AuthModule {}
