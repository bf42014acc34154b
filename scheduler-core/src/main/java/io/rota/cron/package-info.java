/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
/**
 * When does it match? Cron expressions, time zones and what happens at clock changes.
 *
 * <p>Everything here is a pure function of its arguments: no clock is read, nothing is logged, all types are immutable
 * and may be shared between threads. {@link io.rota.cron.CronExpression} is the parsed text,
 * {@link io.rota.cron.CronSchedule} adds the time zone and answers with instants.
 */
@NullMarked
package io.rota.cron;

import org.jspecify.annotations.NullMarked;
