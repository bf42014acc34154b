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

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with a cron expression, where, and what to write instead.
 *
 * <p>The message has all of it in one line. The accessors serve callers that print it in their own shape.
 */
public final class CronFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LENGTH_MAX = 200; // A longer text would bury what is wrong with it.

    private final String expression;
    private final String field;
    private final int position;
    private final transient @Nullable CronExpression suggestion;

    CronFormatException(String expression, Flaw flaw, @Nullable CronExpression suggestion) {
        super(describe(expression, flaw, suggestion));
        this.expression = expression;
        this.field = flaw.field;
        this.position = flaw.position;
        this.suggestion = suggestion;
    }

    /** The expression as it was given, blanks included, so that {@link #position()} counts in it. */
    public String expression() {
        return expression;
    }

    /**
     * The field that is wrong: {@code second}, {@code minute}, {@code hour}, {@code day-of-month}, {@code month},
     * {@code day-of-week} or {@code year}; {@code expression} if the number of fields or the whole text is wrong.
     */
    public String field() {
        return field;
    }

    /** Offset of the first wrong character in {@link #expression()}, from 0; its length if something is missing. */
    public int position() {
        return position;
    }

    /**
     * The nearest valid reading, if there is an obvious one.
     *
     * <p>A guess to show to a person together with its next fires, never to be used instead of the given text. Does
     * not survive serialization.
     */
    public Optional<CronExpression> suggestion() {
        return Optional.ofNullable(suggestion);
    }

    private static String describe(String expression, Flaw flaw, @Nullable CronExpression suggestion) {
        String shown = expression.length() <= SHOWN_LENGTH_MAX
                ? expression
                : expression.substring(0, SHOWN_LENGTH_MAX) + "...";
        String message = "cron '" + shown + "': " + flaw.field + " at position " + flaw.position + ": " + flaw.problem()
                + ". " + flaw.advice + ".";
        return suggestion == null ? message : message + " Did you mean '" + suggestion + "'?";
    }
}
