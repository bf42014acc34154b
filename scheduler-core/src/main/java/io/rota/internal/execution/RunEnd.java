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
package io.rota.internal.execution;

/** How a run of job code ended. */
public enum RunEnd {
    /** The job's code returned. */
    DONE,
    /** The job's code threw. */
    FAILED,
    /** The job's code was interrupted because it took longer than the job's time-out, and then ended somehow. */
    TIMED_OUT,
    /** The job's code was not called, because another item failed and the error handler ends the fire for all. */
    GIVEN_UP,
    /** The job's code was not called: the lease had ended, or a stop came first. */
    NOT_RUN
}
