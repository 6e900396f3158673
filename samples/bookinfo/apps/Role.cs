namespace Bookinfo;

/// <summary>Which of the four applications this process is.</summary>
internal enum Role
{
    ProductPage,
    Details,
    Reviews,
    Ratings,
}
