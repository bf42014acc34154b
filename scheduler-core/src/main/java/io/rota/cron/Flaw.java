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
package io.rota.cron;

import org.jspecify.annotations.Nullable;

/**
 * What the parser found wrong first, on its way to becoming a {@link CronFormatException}.
 *
 * <p>Carries the whole expression with this one flaw repaired, if the repair is obvious; the repaired text may have
 * further flaws.
 */
final class Flaw extends Exception {
    private static final long serialVersionUID = 1L;

    final String field;
    final int position;
    final String advice;
    final @Nullable String repaired;

    Flaw(String field, int position, String problem, String advice, @Nullable String repaired) {
        // No stack trace: a flaw is a value that unwinds the parser, the exception made of it has the trace.
        super(problem, null, false, false);
        this.field = field;
        this.position = position;
        this.advice = advice;
        this.repaired = repaired;
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
