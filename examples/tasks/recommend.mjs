// What would ann like next? Ratings as they come out of a database.
import { complete, labelled, recommend } from "lowrank";

export function best(ratings, user) {
  const { table, rows, columns } = labelled(ratings.map(({ user, item, rating }) => [user, item, rating]));
  const model = complete(table);
  const had = ratings.filter((one) => one.user === user).map(({ item }) => columns.indexOf(item));
  return recommend(model, rows.indexOf(user), { exclude: had }).map(({ column }) => columns.all[column]);
}
