package io.entangle.replica;

import io.entangle.value.Doc;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The call of a mutation at a replica: it has run there, and will run again where the value lives.
 *
 * @param before the value that the replica showed before
 * @param after the value that it shows with it
 * @param answer completes, when the confirmed value contains what the authority made of it, with what the mutation had to say
 *     there, or null if that was nothing or is not known any more; completes exceptionally, with a {@link RefusedWriteException},
 *     if the authority refused it
 * @param <T> the type of values
 */
public record Call<T>(T before, T after, CompletionStage<@Nullable Doc> answer) {}
