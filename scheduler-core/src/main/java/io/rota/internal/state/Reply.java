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

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What reading something from the tree told.
 *
 * @param status see {@link Status}
 * @param found what was read, exactly if found
 * @param trouble for messages, empty if found or absent
 */
public record Reply<T>(Status status, @Nullable T found, String trouble) {

    /** What is known. */
    public enum Status {
        FOUND,
        /** The registry answered that it does not exist. */
        ABSENT,
        /** It exists and makes no sense. */
        UNREADABLE,
        /** Nothing is known; ask again. */
        UNAVAILABLE
    }

    public static <T> Reply<T> found(T value) {
        return new Reply<>(Status.FOUND, value, "");
    }

    public static <T> Reply<T> absent() {
        return new Reply<>(Status.ABSENT, null, "");
    }

    public static <T> Reply<T> unreadable(String trouble) {
        return new Reply<>(Status.UNREADABLE, null, trouble);
    }

    public static <T> Reply<T> unavailable(String trouble) {
        return new Reply<>(Status.UNAVAILABLE, null, trouble);
    }

    public boolean isFound() {
        return status == Status.FOUND;
    }

    public boolean isUnavailable() {
        return status == Status.UNAVAILABLE;
    }

    /**
     * What was read.
     *
     * @throws NullPointerException unless {@link #isFound()}
     */
    public T value() {
        return Objects.requireNonNull(found, "not found");
    }
}
