# Principal components of a CSV with names, a column of text and holes.
lowrank pca people.csv --scale --columns numeric --missing mean -o components/
