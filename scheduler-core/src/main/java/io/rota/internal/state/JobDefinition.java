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
package io.rota.internal.state;

import io.rota.api.JobConfiguration;

/**
 * A job as it stands in the registry.
 *
 * @param owner class or type that owns the name; blank if nobody does
 * @param configuration what it says
 * @param version what a change, or a claim made under this configuration, must expect
 * @param effectiveFrom registry milliseconds of the last change
 * @param extra what {@link ConfigYaml#extra} tells of it; a change carries it over
 */
public record JobDefinition(
        String owner, JobConfiguration configuration, int version, long effectiveFrom, String extra) {

    private static final char SEPARATOR = '|';

    /** The same definition under the version of a change that cannot be used, so that claims go on under it. */
    public JobDefinition underVersion(int other) {
        return new JobDefinition(owner, configuration, other, effectiveFrom, extra);
    }

    /** The same definition with another reading of what it says. */
    public JobDefinition readAs(JobConfiguration other) {
        return new JobDefinition(owner, other, version, effectiveFrom, extra);
    }

    /** The text that tells two schedules apart; empty for a one-off job. */
    public String schedule() {
        String zone = configuration.getTimeZone() == null ? "" : configuration.getTimeZone();
        return configuration.getCron() == null
                ? ""
                : (configuration.getCron() + SEPARATOR + zone).replaceAll("\\s+", " ");
    }

    /** The configuration with another schedule instead, as {@link #schedule} tells it; it may be one that makes no sense. */
    public JobConfiguration withSchedule(String schedule) {
        int separator = schedule.indexOf(SEPARATOR);
        return configuration.toBuilder()
                .cron(separator < 0 ? schedule : schedule.substring(0, separator))
                .timeZone(separator < 0 ? "" : schedule.substring(separator + 1))
                .build();
    }
}
