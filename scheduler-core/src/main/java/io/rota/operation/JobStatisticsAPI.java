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
package io.rota.operation;

import java.util.List;

/** How jobs fare. All methods throw an {@link OperationException}. */
public interface JobStatisticsAPI {

    /** How many jobs the registry knows. */
    int getJobsTotalCount();

    /** How one job fares. */
    JobBriefInfo getJobBriefInfo(String jobName);

    /** How all jobs fare, by name. */
    List<JobBriefInfo> getAllJobsBriefInfo();

    /**
     * How the jobs that know a server fare there, by name: the instances are those of the server, and the status is
     * {@link JobBriefInfo.Status#DISABLED} or {@link JobBriefInfo.Status#OK}.
     */
    List<JobBriefInfo> getJobsBriefInfo(String serverIp);
}
