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

import io.rota.api.SecretTexts;
import io.rota.operation.OperationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Gives what {@link ElasticJobEndpoint} answers its HTTP status: what could not be found out must not look like "none". */
@EndpointWebExtension(endpoint = ElasticJobEndpoint.class)
public class ElasticJobEndpointWebExtension {

    private static final int CONFLICT = 409;

    private final ElasticJobEndpoint endpoint;

    ElasticJobEndpointWebExtension(ElasticJobEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Why there is no answer.
     *
     * @param error a word for it
     * @param message what happened, and what to do
     * @param why why the job does not run, if that is known all the same; otherwise null
     */
    public record Failure(
            String error, String message, @Nullable String why) implements OperationResponseBody {}

    /** See {@link ElasticJobEndpoint#job}. */
    @ReadOperation
    public WebEndpointResponse<Object> job(@Selector String name) {
        return answer(name, () -> endpoint.job(name));
    }

    /** See {@link ElasticJobEndpoint#steer}. */
    @WriteOperation
    public WebEndpointResponse<Object> steer(
            @Selector String name,
            @Selector ElasticJobEndpoint.Action action,
            @Nullable Integer item,
            @Nullable String server) {
        return answer(name, () -> endpoint.steer(name, action, item, server));
    }

    private WebEndpointResponse<Object> answer(String job, Supplier<@Nullable Object> question) {
        try {
            Object answer = question.get();
            return answer == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                    : new WebEndpointResponse<>(answer);
        } catch (OperationException e) {
            return new WebEndpointResponse<>(
                    new Failure(
                            e.reason().name(),
                            SecretTexts.hidden(String.valueOf(e.getMessage())),
                            endpoint.waiting(job)),
                    status(e));
        }
    }

    private static int status(OperationException failure) {
        return switch (failure.reason()) {
            case JOB_NOT_FOUND -> WebEndpointResponse.STATUS_NOT_FOUND;
            case CHANGED_MEANWHILE, UNREADABLE -> CONFLICT;
            case REFUSED -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
            case UNREACHABLE, OUTCOME_UNKNOWN, INTERRUPTED -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
        };
    }
}
