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

/** An operation did not end as asked; the reason tells what is known, the message also what to do. */
public final class OperationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Reason {
        /** The registry, or the instance asked for a dump, did not answer in time; nothing was changed. */
        UNREACHABLE,
        /** It may have been done, wholly or in part, or not; only reading can tell. */
        OUTCOME_UNKNOWN,
        /** There is no job of this name. */
        JOB_NOT_FOUND,
        /** Somebody else changed the same thing meanwhile; what this call asked for was not done, or not wholly. */
        CHANGED_MEANWHILE,
        /** What stands in the registry, or what an instance answered, makes no sense. */
        UNREADABLE,
        /** The registry refuses the change: no permission, or too large; nothing was changed. */
        REFUSED,
        /** The calling thread was interrupted; nothing was changed. */
        INTERRUPTED
    }

    private final Reason reason;

    OperationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    OperationException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
