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
package io.rota.fencing;

/**
 * A later run has been here: this one has been taken over and must not write any more.
 *
 * <p>Unchecked, so that declarative transactions roll back for it without being told to.
 */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String fence;
    private final long token;
    private final long largerToken;

    FencedException(String fence, long token, long largerToken) {
        super("fence '" + fence + "': this run has token " + token + ", but a later run with token " + largerToken
                + " has passed. This run has been taken over, so nothing of this transaction may take effect."
                + " Roll it back and end the run.");
        this.fence = fence;
        this.token = token;
        this.largerToken = largerToken;
    }

    /** The name of what is guarded. */
    public String fence() {
        return fence;
    }

    /** The token of the run that was refused. */
    public long token() {
        return token;
    }

    /** The token that the fence holds. */
    public long largerToken() {
        return largerToken;
    }
}
