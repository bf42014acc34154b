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
package io.rota.api;

/**
 * A decision not to run the fires of a stretch of time.
 *
 * @param reason why
 * @param from the first fire skipped, epoch milliseconds
 * @param to no fire after this instant was skipped, epoch milliseconds
 * @param count how many fires, counted up to {@link #COUNT_MAX}
 */
public record SkippedFires(Reason reason, long from, long to, int count) {

    /** Counting stops here: a second-by-second schedule has 86,400 fires a day. */
    public static final int COUNT_MAX = 10_000;

    /** Why fires were not run. */
    public enum Reason {
        /**
         * The item was busy: with a run that takes more than half of the time between two fires, or for more than ten
         * seconds with shorter ones. One extra run or none stands for them all.
         */
        OVERRUN,
        /** Nobody could run them in time. */
        LATE,
        /** The item, or every server of the job, was disabled. */
        DISABLED,
        /** The job got another schedule before they were run. */
        RESCHEDULED
    }
}
