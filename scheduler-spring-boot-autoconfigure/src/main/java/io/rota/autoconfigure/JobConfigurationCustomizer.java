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
package io.rota.autoconfigure;

import io.rota.api.JobConfiguration;

/**
 * Changes what the configuration says about jobs, before they are made.
 *
 * <p>A bean of this type is asked for every job of the configuration; several are asked in their order. Whether a job has
 * a cron expression cannot be changed: that decides which bootstrap it gets.
 */
@FunctionalInterface
public interface JobConfigurationCustomizer {

    /** Changes one job. */
    void customize(String jobName, JobConfiguration.Builder builder);
}
