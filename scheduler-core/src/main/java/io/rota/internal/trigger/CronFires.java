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
package io.rota.internal.trigger;

import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.cron.CronExpression;
import io.rota.cron.CronFormatException;
import io.rota.cron.CronSchedule;
import io.rota.cron.Zones;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The fires of a cron expression in a zone. */
public final class CronFires implements FireSchedule {

    private static final int EXAMPLES = 3;

    private final CronSchedule schedule;

    private CronFires(CronSchedule schedule) {
        this.schedule = schedule;
    }

    /**
     * The schedule that a configuration asks for.
     *
     * @param job must have a cron expression
     * @param nowMillis a schedule without a fire after this instant is refused
     * @throws JobConfigurationException if the expression or the zone is wrong, or nothing will ever fire
     */
    public static CronFires of(JobConfiguration job, long nowMillis) {
        String cron = Objects.requireNonNull(job.getCron(), "cron");
        CronFires fires = new CronFires(CronSchedule.of(expression(job, cron, nowMillis), zone(job)));
        if (fires.nextAfter(nowMillis).isEmpty()) {
            throw new JobConfigurationException(
                    job.getJobName(),
                    "cron",
                    "cron '" + cron + "' never fires again after " + Instant.ofEpochMilli(nowMillis)
                            + ". Correct the day, the month or the year, or remove the job.");
        }
        return fires;
    }

    @Override
    public OptionalLong nextAfter(long afterMillis) {
        return schedule.nextAfter(Instant.ofEpochMilli(afterMillis))
                .map(next -> OptionalLong.of(next.toEpochMilli()))
                .orElse(OptionalLong.empty());
    }

    private static CronExpression expression(JobConfiguration job, String cron, long nowMillis) {
        if (cron.contains("${")) {
            throw new JobConfigurationException(
                    job.getJobName(),
                    "cron",
                    "cron '" + cron + "' contains a placeholder that nothing resolved. Define the property it names, or"
                            + " give it a default: ${name:0 0 3 * * ?}.");
        }
        try {
            return CronExpression.parse(cron);
        } catch (CronFormatException e) {
            throw new JobConfigurationException(job.getJobName(), "cron", problem(job, e, nowMillis));
        }
    }

    private static String problem(JobConfiguration job, CronFormatException wrong, long nowMillis) {
        String problem = String.valueOf(wrong.getMessage());
        if (wrong.suggestion().isEmpty()) {
            return problem;
        }
        List<Instant> examples = CronSchedule.of(wrong.suggestion().get(), zone(job))
                .nextAfter(Instant.ofEpochMilli(nowMillis), EXAMPLES);
        return problem + " As '" + wrong.suggestion().get() + "' it would fire next at "
                + examples.stream().map(Instant::toString).collect(Collectors.joining(", ")) + ".";
    }

    private static ZoneId zone(JobConfiguration job) {
        String zone = job.getTimeZone();
        if (zone == null) {
            return ZoneId.systemDefault();
        }
        try {
            return Zones.parse(zone);
        } catch (IllegalArgumentException e) {
            throw new JobConfigurationException(job.getJobName(), "time-zone", String.valueOf(e.getMessage()));
        }
    }
}
