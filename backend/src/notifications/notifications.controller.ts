import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { InboxService } from './inbox.service';
import {
  ApiReadNotifications,
  NotificationPageDto,
  NotificationsQuery,
  ReadNotificationsDto,
} from './notification.dto';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly inbox: InboxService) {}

  @Get()
  @ApiOperation({ operationId: 'listNotifications', summary: 'The inbox, newest first' })
  list(@CurrentSession() session: ActiveSession, @Query() query: NotificationsQuery): Promise<NotificationPageDto> {
    return this.inbox.list(session.userId, query);
  }

  @Post('read')
  @HttpCode(204)
  @ApiOperation({ operationId: 'readNotifications', summary: 'Mark some or all as read' })
  @ApiReadNotifications()
  read(@CurrentSession() session: ActiveSession, @Body() body: ReadNotificationsDto): Promise<void> {
    return this.inbox.markRead(session.userId, body);
  }
}
