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
package io.rota.tracing;

import java.io.PrintWriter;
import java.io.Writer;

/** A stack trace as text of a bounded length. */
public final class FailureText {

    /** What is kept: more than the columns of the tables hold, and no burden to the memory. */
    static final int CHARACTERS_MAX = 16_000;

    private FailureText() {}

    /** The beginning of the stack trace of a failure, causes included. */
    public static String of(Throwable failure) {
        Beginning beginning = new Beginning();
        try {
            failure.printStackTrace(new PrintWriter(beginning));
        } catch (Throwable e) {
            // Its message is the job's own code, which may fail once more.
            beginning.write(failure.getClass().getName() + ", which cannot be shown: "
                    + e.getClass().getName());
        }
        return beginning.text.toString();
    }

    private static final class Beginning extends Writer {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int from, int length) {
            text.append(characters, from, Math.min(length, CHARACTERS_MAX - text.length()));
        }

        @Override
        public void write(String more) {
            text.append(more, 0, Math.min(more.length(), CHARACTERS_MAX - text.length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
